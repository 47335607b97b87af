// While somebody writes to a member: what must not be said, why, and what to say instead. Nothing
// is stopped; without this script the same is noted when the text is sent.

const PAUSE = 600;

function watch(area) {
  const told = document.createElement("div");
  told.setAttribute("role", "status");
  area.after(told);
  const token = area.form.elements.csrf_token.value;
  let timer = 0;
  let asking = null;

  async function look() {
    const text = area.value;
    asking?.abort();
    if (!text.trim()) {
      told.replaceChildren();
      return;
    }
    asking = new AbortController();
    const body = new URLSearchParams({ csrf_token: token, text });
    try {
      const options = { method: "POST", body, signal: asking.signal };
      const answer = await fetch(area.dataset.phrases, options);
      // Where it cannot be looked at, writing goes on as ever.
      if (answer.ok && !answer.redirected && area.value === text) told.innerHTML = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError" && error.name !== "TypeError") throw error;
    }
  }

  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  told.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-better]");
    if (!chosen) return;
    const { start, end } = chosen.dataset;
    const flagged = chosen.closest("li").querySelector("strong").textContent;
    // The server counts characters, the field counts half of some of them.
    const characters = [...area.value];
    if (characters.slice(start, end).join("") !== flagged) return look();
    const before = characters.slice(0, start).join("").replace(/[^，,。！？!?；;\n]*$/, "");
    const after = characters.slice(end).join("").replace(/^[^，,。！？!?；;\n]*/, "");
    const better = chosen.dataset.better.replace(/。$/, "");
    area.setRangeText(better, before.length, area.value.length - after.length, "end");
    area.focus();
    look();
  });
  if (area.value) look();
}

for (const area of document.querySelectorAll("textarea[data-phrases]")) watch(area);
