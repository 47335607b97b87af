// Keeps a form while it is filled in: a few seconds after the last key, and on leaving the page.
// Without a network it waits and tries again; what another window saved it does not write over.
// Without this script the button beside it does the same.

import { say } from "./words.js";

const form = document.querySelector("[data-draft]");
const told = form?.querySelector("[data-kept]");
const PAUSE = 2000;
const RETRY = 5000;
let timer = 0;
let last = "";
let sending = false;
let stopped = false;

function written() {
  return new URLSearchParams([...new FormData(form)].filter(([name]) => name !== "_seen"));
}

function tell(text) {
  told.textContent = text;
}

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(keep, pause);
}

async function keep() {
  const body = written();
  const now = body.toString();
  if (stopped || now === last) return;
  if (sending) return later(RETRY);
  sending = true;
  body.set("_seen", form.elements._seen.value);
  const slow = setTimeout(() => tell(say("saving")), 300);
  try {
    const answer = await fetch(form.getAttribute("action"), {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      keepalive: document.visibilityState === "hidden",
    });
    if (answer.redirected) throw new Error("signed out");
    const said = await answer.json();
    if (answer.ok) kept(said, now);
    else refused(answer.status, said.error);
  } catch {
    tell(say("draft-offline"));
    later(RETRY);
  } finally {
    clearTimeout(slow);
    sending = false;
  }
}

function kept(said, now) {
  last = now;
  form.setAttribute("action", said.action);
  form.elements._seen.value = said.seen;
  history.replaceState(null, "", said.page);
  const at = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
  tell(say("kept", { at }));
}

function refused(status, why) {
  stopped = status === 409;
  tell(why || say("refused"));
  told.closest(".fill__acts").classList.toggle("fill__acts--conflict", stopped);
}

if (form) {
  last = written().toString();
  form.addEventListener("input", () => later(PAUSE));
  form.addEventListener("submit", (event) => {
    stopped = true;
    clearTimeout(timer);
    if (!sending) return;
    // What is on its way changes the draft: the form follows it.
    event.preventDefault();
    const by = event.submitter;
    const wait = setInterval(() => {
      if (sending) return;
      clearInterval(wait);
      form.requestSubmit(by);
    }, 50);
  });
  window.addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!stopped && written().toString() !== last) event.preventDefault();
  });
}
