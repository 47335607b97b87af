// Chooses all rows of the shelf at once, and says how many are chosen.

import { say } from "./words.js";

const all = document.querySelector("[data-choose-all]");
const boxes = [...document.querySelectorAll("[data-choose]")];
const told = document.querySelector("[data-chosen]");

function count() {
  const chosen = boxes.filter((each) => each.checked).length;
  if (told) told.textContent = chosen ? say("chosen", { count: chosen }) : "";
  if (all) all.checked = chosen === boxes.length;
}

if (all && boxes.length) {
  all.closest("[hidden]")?.removeAttribute("hidden");
  all.addEventListener("change", () => {
    for (const each of boxes) each.checked = all.checked;
    count();
  });
  for (const each of boxes) each.addEventListener("change", count);
  count();
}
