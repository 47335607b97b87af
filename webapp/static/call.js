// The record of a call, by keys: the channel, the answer, saving. What is typed is kept in this tab
// until it is sent.

import { say } from "./words.js";

const form = document.querySelector("[data-call]");
const fields = form.elements;
const KEPT = "courtside-call";
const SENT = "courtside-call-sent";
const NAMES = ["question", "member_phone", "member_name", "text", "entry_id"];
let lastAnswer = "";

const from = form.querySelector("[data-from]");

form.addEventListener("lookup:chosen", ({ detail }) => {
  if (!fields.text.value.trim() || fields.text.value === lastAnswer) fields.text.value = detail.answer;
  lastAnswer = detail.answer;
  fields.entry_id.value = detail.entry;
  from.textContent = say("from-entry", { question: detail.question });
  keep();
});

// What sounds serious is not settled by an answer on the telephone.
form.addEventListener("lookup:heard", ({ detail }) => {
  const serious = detail > 1 || fields.consult.checked;
  form.querySelector("[data-answered]").classList.toggle("button--next", !serious);
  form.querySelector("[data-later]").classList.toggle("button--next", serious);
});

fields.text.addEventListener("input", () => {
  if (fields.text.value.trim()) return;
  fields.entry_id.value = "";
  from.textContent = say("from-nothing");
});

form.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.altKey && /^Digit[1-4]$/.test(event.code)) {
    event.preventDefault();
    form.querySelectorAll("[name=channel]")[event.code.at(-1) - 1].checked = true;
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector(".button--next[name=outcome]"));
  }
});

// Who is calling, by number or card; by POST, for a number belongs in no address.
const caller = form.querySelector("[data-caller]");
let timer = 0;
let asking = new AbortController();

async function find() {
  asking.abort();
  const typed = fields.member_phone.value.trim();
  if (typed.length < 4) return caller.replaceChildren();
  asking = new AbortController();
  const body = new URLSearchParams({ csrf_token: fields.csrf_token.value, member_phone: typed });
  try {
    const answer = await fetch(caller.dataset.caller, { method: "POST", body, signal: asking.signal });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    caller.replaceChildren(...page.body.childNodes);
  } catch (error) {
    if (error.name !== "AbortError") caller.replaceChildren();
  }
}

fields.member_phone.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(find, 250);
});

function keep() {
  const kept = Object.fromEntries(NAMES.map((name) => [name, fields[name].value]));
  sessionStorage.setItem(KEPT, JSON.stringify({ ...kept, began: fields.began.value }));
}

let begun = Boolean(fields.question.value);
form.addEventListener("input", () => {
  if (!begun) fields.began.value = new Date().toISOString();
  begun = true;
  keep();
});

form.addEventListener("submit", () => sessionStorage.setItem(SENT, "1"));

const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
if (sessionStorage.getItem(SENT) && !fields.question.value) {
  sessionStorage.removeItem(KEPT);
} else if (kept && !fields.question.value) {
  for (const [name, value] of Object.entries(kept)) fields[name].value = value;
  begun = true;
  fields.question.dispatchEvent(new Event("input", { bubbles: true }));
}
sessionStorage.removeItem(SENT);
if (fields.member_phone.value) find();
