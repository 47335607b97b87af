// Writing a reply: answers that lie ready, standard phrases by `;`, colleagues by `@`.

import { say } from "./words.js";

const form = document.querySelector("[data-reply]");
const box = form?.querySelector("textarea");

export const canPut = Boolean(box);

// Into the reply, where the caret stands; which entry it was is sent along.
export function put(text, entry, revision) {
  const between = box.value.trim() && !box.value.slice(0, box.selectionStart).endsWith("\n") ? "\n" : "";
  box.setRangeText(between + text, box.selectionStart, box.selectionEnd, "end");
  if (entry) form.append(hidden(`${entry}:${revision}`));
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function hidden(value) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "taken", value });
  return field;
}

// They change while the page is open, as the member goes on writing.
const offers = () => [...document.querySelectorAll("[data-offer]")];

function use(offer) {
  put(offer.querySelector("[data-answer]").textContent, offer.dataset.entry, offer.dataset.revision);
}

document.querySelector("[data-offers]")?.addEventListener("click", (event) => {
  if (event.target.closest("[data-use]")) use(event.target.closest("[data-offer]"));
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey || !box) return;
  if (!event.altKey && event.target.closest("input, textarea, select, dialog, [data-lookup]")) return;
  const offer = /^Digit[1-3]$/.test(event.code) ? offers()[event.code.at(-1) - 1] : null;
  if (!offer || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  use(offer);
});

// A list under a field that offers what may be written after a sign: `trigger` catches what was
// typed of it, `choices(typed)` gives pairs of label and text.
function complete(area, trigger, choices) {
  const list = document.createElement("ul");
  list.className = "picks";
  list.id = `${area.id}-picks`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", say("picks"));
  area.after(list);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  let at = 0;

  const typed = () => area.value.slice(0, area.selectionStart).match(trigger);

  function show() {
    const found = typed();
    const some = found ? choices(found[1].toLowerCase()).slice(0, 8) : [];
    list.replaceChildren(...some.map(option));
    list.hidden = !some.length;
    at = 0;
    mark();
  }

  function option([label, text], place) {
    const item = document.createElement("li");
    item.id = `${list.id}-${place}`;
    item.setAttribute("role", "option");
    item.textContent = label;
    item.dataset.text = text;
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(item);
    });
    return item;
  }

  function mark() {
    [...list.children].forEach((each, place) => each.setAttribute("aria-selected", place === at));
    if (list.hidden) area.removeAttribute("aria-activedescendant");
    else area.setAttribute("aria-activedescendant", list.children[at].id);
  }

  function take(item) {
    const end = area.selectionStart;
    area.setRangeText(item.dataset.text, end - typed()[0].length, end, "end");
    hide();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function hide() {
    list.hidden = true;
    mark();
  }

  area.addEventListener("input", (event) => event.isComposing || show());
  area.addEventListener("compositionend", show);
  area.addEventListener("blur", hide);
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const size = list.children.length;
    if (event.key === "ArrowDown") at = (at + 1) % size;
    else if (event.key === "ArrowUp") at = (at + size - 1) % size;
    else if (event.key === "Enter" || event.key === "Tab") take(list.children[at]);
    else if (event.key === "Escape") hide();
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (!list.hidden) mark();
  });
}

const sayings = [...document.querySelectorAll("[data-sayings] [data-text]")];

if (box && sayings.length) {
  for (const each of sayings) each.addEventListener("click", () => put(each.dataset.text));
  complete(box, /[;；]([a-z0-9\u4e00-\u9fff]{0,8})$/i, (typed) =>
    sayings
      .filter(({ dataset }) => dataset.initials.startsWith(typed) || dataset.title.includes(typed))
      .map(({ dataset }) => [`${dataset.title}　${dataset.text}`, dataset.text]),
  );
}

for (const each of document.querySelectorAll("[data-mentions]")) {
  const names = each.dataset.mentions.split(",").filter(Boolean);
  complete(each.querySelector("textarea"), /[@＠]([^\s@＠]{0,8})$/, (typed) =>
    names.filter((name) => name.toLowerCase().includes(typed)).map((name) => [name, `@${name} `]),
  );
}
