// What folds out of the bar folds in again: by Escape, and by a press anywhere else.

const folds = [...document.querySelectorAll("[data-fold]")];

document.addEventListener("click", (event) => {
  for (const each of folds) if (!each.contains(event.target)) each.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = folds.find((each) => each.open);
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

for (const each of folds) {
  each.addEventListener("toggle", () => {
    if (each.open) for (const other of folds) if (other !== each) other.open = false;
  });
}
