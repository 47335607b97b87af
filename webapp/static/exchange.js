// A long import goes on by itself, a second's work at a time, and shows how far it has come.

import { say } from "./words.js";

const form = document.querySelector("[data-hand-in]");

form?.addEventListener("submit", () => {
  form.querySelector("button").setAttribute("aria-disabled", "true");
  form.querySelector("[data-reading]").textContent = say("reading");
});

function take(page, selector) {
  const [there, here] = [page, document].map((each) => each.querySelector(selector));
  if (there && here) here.replaceWith(document.adoptNode(there));
}

async function goOn() {
  while (document.querySelector("[data-go-on]")) {
    const ahead = document.querySelector("[data-go-on]");
    const body = new FormData(ahead);
    body.set("pace", "short");
    let page;
    try {
      const answer = await fetch(ahead.action, { method: "POST", body });
      if (!answer.ok) return; // the button is still there
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      return;
    }
    for (const each of page.querySelectorAll("p.notice[role=status]")) {
      document.querySelector("[data-act]").before(document.adoptNode(each));
    }
    take(page, "[data-act]");
    if (!document.querySelector("[data-go-on]")) take(page, ".handed");
  }
}

goOn();
