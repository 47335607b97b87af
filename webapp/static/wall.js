// Keeps the supervisor's wall true every ten seconds, and leaves alone what somebody works on.

import { say } from "./words.js";

const EVERY = 10000;
const at = document.querySelector("[data-wall-at]");

function isBusy(part) {
  if (part.contains(document.activeElement)) return true;
  const fields = [...part.querySelectorAll("textarea, input:not([type=hidden])")];
  const choices = [...part.querySelectorAll("option")];
  return (
    fields.some((each) => each.value !== each.defaultValue || each.checked !== each.defaultChecked) ||
    choices.some((each) => each.selected && !each.defaultSelected && each.value !== "")
  );
}

function renew(part, fresh) {
  if (!isBusy(part)) part.replaceChildren(...fresh.childNodes);
}

function renewItems(list, fresh) {
  const coming = new Map([...fresh.children].map((each) => [each.dataset.item, each]));
  for (const each of [...list.children]) {
    const its = coming.get(each.dataset.item);
    coming.delete(each.dataset.item);
    if (isBusy(each)) continue;
    if (its) renew(each, its);
    else each.remove();
  }
  list.append(...coming.values());
}

function each(page, attribute, act) {
  for (const part of document.querySelectorAll(`[${attribute}]`)) {
    const fresh = page.querySelector(`[${attribute}="${part.getAttribute(attribute)}"]`);
    if (fresh) act(part, document.adoptNode(fresh));
  }
}

async function look() {
  if (!document.hidden) {
    try {
      const answer = await fetch("/supervise");
      if (!answer.ok || answer.redirected) throw new Error("no wall");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      each(page, "data-live", renew);
      each(page, "data-live-items", renewItems);
      at.textContent = say("renewed", { at: new Date().toLocaleTimeString("zh-CN", { hour12: false }) });
    } catch {
      at.textContent = say("stale");
    }
  }
  setTimeout(look, EVERY);
}

if (document.querySelector("[data-wall]")) setTimeout(look, EVERY);
