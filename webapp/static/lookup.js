// Looking answers up: results as one types, moved through and used by keys. On its own page, over
// every other one, and on the record of a call. Without this script the page does it on sending.

import { canPut, put } from "./reply.js";
import { say } from "./words.js";

const PAUSE = 100;
const PONDER = 450; // then the meaning is looked for as well

function lookup(root) {
  const box = root.querySelector("[data-box]");
  const told = root.querySelector("[data-told]");
  const place = root.querySelector("[data-results]");
  const vain = root.querySelector("[data-vain]");
  const calling = root.dataset.lookup.endsWith("call");
  let timer = 0;
  let asking = new AbortController();
  let shown = box.value.trim();

  const hits = () => [...place.querySelectorAll("[data-hit]")];
  const here = () => place.querySelector(".hit--here");

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => look(false), PAUSE);
  }

  async function look(deep) {
    const typed = box.value.trim().slice(0, 200);
    asking.abort();
    if (!deep && typed === shown) return;
    asking = new AbortController();
    shown = typed;
    if (vain) vain.elements.q.value = typed;
    if (!typed) return show("");
    try {
      const address = `${root.dataset.lookup}&q=${encodeURIComponent(typed)}${deep ? "&deep=1" : ""}`;
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.redirected) throw new TypeError("signed out");
      if (answer.ok) show(await answer.text());
      if (!deep && (calling || place.querySelector("[data-unsure]"))) {
        timer = setTimeout(() => look(true), PONDER);
      }
    } catch (error) {
      if (error.name === "AbortError") return;
      shown = "";
      tell(say("offline"));
    }
  }

  function show(html) {
    const before = place.contains(document.activeElement) ? here()?.dataset.entry : null;
    const page = new DOMParser().parseFromString(html, "text/html");
    place.replaceChildren(...page.body.childNodes);
    const again = before && hits().find((each) => each.dataset.entry === before);
    if (again) again.focus();
    const count = Number(place.querySelector("[data-found]")?.dataset.count ?? 0);
    tell(!html ? "" : count ? say("found", { count }) : say("none"));
    const heard = Number(place.querySelector("[data-level]")?.dataset.level ?? 1);
    root.dispatchEvent(new CustomEvent("lookup:heard", { detail: heard, bubbles: true }));
  }

  function tell(text) {
    told.textContent = text;
  }

  function choose(hit) {
    here()?.classList.remove("hit--here");
    hit.classList.add("hit--here");
  }

  function step(by) {
    const all = hits();
    const at = all.indexOf(document.activeElement.closest?.("[data-hit]"));
    if (at + by < 0) return box.focus();
    const next = all[Math.min(all.length - 1, at + by)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  const acts = {
    copy: (hit) => copyFrom(hit, "[data-answer]", "copied"),
    "copy-short": (hit) =>
      hit.querySelector("[data-short]")
        ? copyFrom(hit, "[data-short]", "copied-short")
        : tell(say("no-short")),
    open: (hit) => hit.querySelector("[data-do=open]").click(),
    insert: (hit) => {
      if (!canPut) return tell(say("no-reply"));
      if ("internal" in hit.dataset) return tell(say("internal-insert"));
      root.closest("dialog")?.close();
      put(textOf(hit, "[data-answer]"), hit.dataset.entry, hit.dataset.revision);
    },
    choose: (hit) => {
      if ("internal" in hit.dataset) return tell(say("internal-read"));
      const detail = { ...hit.dataset, answer: textOf(hit, "[data-answer]"), question: questionOf(hit) };
      root.dispatchEvent(new CustomEvent("lookup:chosen", { detail, bubbles: true }));
      tell(say("answered", { question: detail.question }));
    },
  };

  function act(name, hit) {
    if (!hit) return tell(say("nothing-yet"));
    choose(hit);
    if (hit.dataset.past && name !== "open") return tell(say("past", { state: hit.dataset.past }));
    acts[name](hit);
  }

  const textOf = (hit, part) => hit.querySelector(part).textContent;
  const questionOf = (hit) => hit.querySelector(".hit__question").firstChild.parentNode.textContent.trim();

  async function copyFrom(hit, part, done) {
    const copied = await copy(textOf(hit, part), root);
    const name = copied ? `${done}${"internal" in hit.dataset ? "-internal" : ""}` : "not-copied";
    tell(say(name, { question: questionOf(hit) }));
  }

  async function nothingFits() {
    const typed = box.value.trim();
    if (!typed) return tell(say("write-first"));
    const consult = document.querySelector("#ask textarea[name=consult]");
    if (!vain.elements.ticket) return vain.submit();
    const body = new URLSearchParams(new FormData(vain));
    body.set("stay", "1");
    await fetch(vain.action, { method: "POST", body });
    if (!consult) return tell(say("noted"));
    root.closest("dialog")?.close();
    consult.closest("details").open = true;
    consult.value = say("consult", { typed });
    consult.focus();
  }

  const keys = {
    ArrowDown: () => step(1),
    j: () => step(1),
    ArrowUp: () => step(-1),
    k: () => step(-1),
    Enter: (hit, event) => act(calling ? "choose" : event.shiftKey ? "copy-short" : "copy", hit),
    o: (hit) => act("open", hit),
    i: (hit) => act("insert", hit),
    n: () => vain && nothingFits(),
    "/": () => box.select(),
  };

  box.addEventListener("input", (event) => event.isComposing || later());
  box.addEventListener("compositionend", later);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const choosing = calling ? event.key === "Enter" && !event.shiftKey && here() : event.key === "Enter";
    const leaving = event.key === "ArrowDown" && box.selectionStart === box.value.length && hits().length;
    if (!choosing && !leaving) return;
    event.preventDefault();
    if (leaving) return hits()[0].focus();
    act(calling ? "choose" : event.shiftKey ? "copy-short" : "copy", here());
  });
  place.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const hit = event.target.closest("[data-hit]");
    if (event.key === "Enter" && event.target !== hit) return;
    const key = keys[event.key];
    if (!key || !hit) return;
    event.preventDefault();
    event.stopPropagation();
    key(hit, event);
  });
  place.addEventListener("focusin", (event) => {
    const hit = event.target.closest("[data-hit]");
    if (hit) choose(hit);
  });
  place.addEventListener("click", (event) => {
    const hit = event.target.closest("[data-hit]");
    const doing = event.target.closest("[data-do]");
    if (hit) choose(hit);
    if (doing && doing.dataset.do !== "open") act(doing.dataset.do, hit);
  });
  vain?.addEventListener("submit", (event) => {
    event.preventDefault();
    nothingFits();
  });
  root.querySelector("form[role=search]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    look(true);
  });
  if (calling && shown) {
    shown = "";
    look(false);
  }
}

async function copy(text, root) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text, root);
  }
}

// Where the page was not loaded safely there is no clipboard to write to.
function copyByHand(text, root) {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  root.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  focused?.focus();
  return copied;
}

for (const each of document.querySelectorAll("[data-lookup]")) lookup(each);

const overlay = document.querySelector("[data-overlay]");

document.querySelector("[data-overlay-open]")?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const box = (overlay ?? document).querySelector("[data-box]");
  if (overlay && !overlay.open) overlay.showModal();
  box.focus();
  box.select();
});
