// Beside what is being written: how it will look, and what else the base says. Without this script
// the button beside it does the same.

import { say } from "./words.js";

const form = document.querySelector("[data-write]");
const side = document.querySelector("[data-side]");
const told = side?.querySelector("[data-told]");
const wait = side?.querySelector("[data-wait]");
const PAUSE = 900;
let timer = 0;
let asking = null;
let last = "";
let dirty = false;

function written() {
  const data = new FormData(form);
  return new URLSearchParams([...data].filter(([, value]) => typeof value === "string"));
}

async function look() {
  const body = written();
  if (body.toString() === last) return;
  last = body.toString();
  asking?.abort();
  asking = new AbortController();
  const slow = setTimeout(() => (wait.textContent = say("checking")), 300);
  try {
    const answer = await fetch(form.dataset.beside, { method: "POST", body, signal: asking.signal });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    told.innerHTML = await answer.text();
    wait.textContent = "";
  } catch (error) {
    if (error.name === "AbortError") return;
    wait.textContent = say("not-checked");
  } finally {
    clearTimeout(slow);
  }
}

function count() {
  for (const each of form.querySelectorAll("[data-count]")) {
    const length = [...form.elements[each.dataset.count].value].length;
    each.textContent = `${length}/${each.dataset.most}`;
    each.classList.toggle("count--over", length > Number(each.dataset.most));
  }
}

if (form && side) {
  last = written().toString();
  form.addEventListener("input", () => {
    dirty = true;
    count();
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  form.addEventListener("change", () => {
    clearTimeout(timer);
    look();
  });
  form.addEventListener("submit", () => (dirty = false));
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  count();
}
