// While one types, questions that it may come to show below; the down arrow goes into them.

const PAUSE = 150;
const SHORTEST = 1;

for (const place of document.querySelectorAll("[data-likely]")) {
  const box = place.closest("form").querySelector("textarea");
  let timer = 0;
  let asking = new AbortController();

  async function suggest() {
    asking.abort();
    asking = new AbortController();
    const typed = box.value.trim();
    if (typed.length < SHORTEST) return place.replaceChildren();
    try {
      const address = `${place.dataset.likely}?q=${encodeURIComponent(typed)}`;
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.ok) show(answer.status === 204 ? "" : await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") place.replaceChildren();
    }
  }

  function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    place.replaceChildren(...page.body.childNodes);
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(suggest, PAUSE);
  }

  box.addEventListener("input", (event) => event.isComposing || later());
  box.addEventListener("compositionend", later);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key !== "ArrowDown") return;
    const first = place.querySelector("button");
    if (!first || box.selectionStart < box.value.length) return;
    event.preventDefault();
    first.focus();
  });
  place.addEventListener("keydown", (event) => step(event));

  function step(event) {
    const all = [...place.querySelectorAll("button")];
    const at = all.indexOf(event.target);
    if (event.key === "Escape" || (event.key === "ArrowUp" && at === 0)) box.focus();
    else if (event.key === "ArrowUp") all[at - 1].focus();
    else if (event.key === "ArrowDown") all[Math.min(at + 1, all.length - 1)].focus();
    else return;
    event.preventDefault();
  }
}
