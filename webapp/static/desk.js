// Keys of the staff pages, and the clocks in them. Every key has a visible control beside it.

import { say } from "./words.js";

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
  if (count < 60) return say("minutes", { count });
  const hours = Math.floor(count / 60);
  if (hours >= 48) return say("days", { count: Math.floor(hours / 24) });
  return say(count % 60 ? "hours-minutes" : "hours", { hours, minutes: count % 60 });
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
      left < 0
        ? say("overdue", { time: minutesInWords(-left) })
        : say("left", { time: urgency === "soon" ? secondsInWords(seconds) : minutesInWords(left) });
  }
}

function secondsInWords(count) {
  const minutes = Math.floor(count / 60);
  const seconds = String(count % 60).padStart(minutes ? 2 : 1, "0");
  return say(minutes ? "minutes-seconds" : "seconds", { minutes, seconds });
}

// By the second, as the last minutes count: parts of a page may come later than the page.
setInterval(tick, 1000);

// Sent without a network, a form would leave the page, and with it what was written.
function stayOffline(event) {
  const form = event.target;
  form.querySelector("[data-offline]")?.remove();
  if (navigator.onLine || form.method !== "post") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const told = document.createElement("p");
  Object.assign(told, { className: "summary", textContent: say("offline") });
  told.setAttribute("data-offline", "");
  told.setAttribute("role", "alert");
  form.append(told);
}

document.addEventListener("submit", stayOffline, true);

document.querySelector("[data-first-focus]")?.focus();
