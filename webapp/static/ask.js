// Enter sends, Shift+Enter breaks the line; a second click while waiting sends nothing.

for (const form of document.querySelectorAll("[data-composer]")) {
  const box = form.querySelector("textarea");
  const send = form.querySelector("[data-default]");
  const wait = form.querySelector("[data-wait]");

  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit(send);
  });

  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => (wait.textContent = wait.dataset.wait), 300);
  });
}

// The browser's back button shows the page as it was left: let it be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-composer]")) {
    delete form.dataset.sent;
    form.querySelector("[data-wait]").textContent = "";
  }
});

document.querySelector("[data-first-focus]")?.focus();
