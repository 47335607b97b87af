// Keys of the staff pages, and the clocks in them. Every key has a visible control beside it.

const rows = [...document.querySelectorAll("[data-rows] .whole a")];
const keys = document.querySelector("[data-keys]");
const opener = document.querySelector("[data-keys-open]");

function step(by) {
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  rows[Math.max(0, Math.min(rows.length - 1, at === -1 ? 0 : at + by))].focus();
}

const acts = {
  j: () => step(1),
  k: () => step(-1),
  e: () => document.querySelector("[data-edit]")?.click(),
  r: () => document.querySelector("[data-reply] textarea")?.focus(),
  "?": () => keys?.showModal(),
  "/": () => {
    const search = document.querySelector("[data-search]");
    const opener = document.querySelector("[data-overlay-open]");
    if (opener) opener.click();
    else if (search) search.focus();
    else document.querySelector("[data-search-link]")?.click();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog")) return;
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

if (opener) {
  opener.hidden = false;
  opener.addEventListener("click", acts["?"]);
}

function minutesInWords(count) {
  if (count < 60) return `${count} 分钟`;
  const hours = Math.floor(count / 60);
  if (hours < 48) return count % 60 ? `${hours} 小时 ${count % 60} 分钟` : `${hours} 小时`;
  return `${Math.floor(hours / 24)} 天`;
}

// The same words as webapp/wording.py, so that a page left open stays true; the last five minutes
// by the second.
function tick() {
  for (const each of document.querySelectorAll("[data-due]")) {
    const seconds = Math.floor((new Date(each.dataset.due) - Date.now()) / 1000);
    const left = Math.floor(seconds / 60);
    const urgency = left < 0 ? "over" : left < 5 ? "soon" : "calm";
    each.className = `due due--${urgency}`;
    each.querySelector("[data-due-shape]").textContent = { over: "■", soon: "▲", calm: "△" }[urgency];
    each.querySelector("[data-due-words]").textContent =
      left < 0 ? `已超时 ${minutesInWords(-left)}` : `还剩 ${urgency === "soon" ? secondsInWords(seconds) : minutesInWords(left)}`;
  }
}

function secondsInWords(count) {
  const minutes = Math.floor(count / 60);
  return `${minutes ? `${minutes} 分 ` : ""}${String(count % 60).padStart(minutes ? 2 : 1, "0")} 秒`;
}

// By the second, as the last minutes count: parts of a page may come later than the page.
setInterval(tick, 1000);

document.querySelector("[data-first-focus]")?.focus();
