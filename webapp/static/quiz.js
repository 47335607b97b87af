// 1 to 4 choose an answer; when time is over the page shows what came of it.

const form = document.querySelector("[data-quiz]");
const options = [...form.querySelectorAll("button[name=choice]")];

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog")) return;
  options[["1", "2", "3", "4"].indexOf(event.key)]?.click();
});

// Pressed twice it is still one answer.
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});

const left = new Date(form.dataset.until) - Date.now();
if (left < 2 ** 31) setTimeout(() => location.reload(), Math.max(left, 0) + 1000);
