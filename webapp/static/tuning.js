// Asks how far the replay of a change has come until it is done. Without this script the button
// beside it shows the same.

import { say } from "./words.js";

const form = document.getElementById("tuning");
const PAUSE = 400;

function written() {
  const data = new FormData(form);
  return new URLSearchParams([...data].filter(([, value]) => typeof value === "string"));
}

async function follow(place) {
  const body = written();
  place.querySelector("[data-without-script]")?.setAttribute("hidden", "");
  place.setAttribute("aria-busy", "true");
  try {
    for (;;) {
      const answer = await fetch(place.dataset.tuning, { method: "POST", body });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      place.innerHTML = await answer.text();
      if (answer.status !== 202) break;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  } catch {
    place.textContent = say("not-checked");
  } finally {
    place.removeAttribute("aria-busy");
  }
}

for (const place of document.querySelectorAll("[data-tuning][data-unfinished]")) {
  if (form) follow(place);
}
