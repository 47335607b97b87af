// Fetches what publishing would change into the review page: it takes a moment to find out.

import { say } from "./words.js";

for (const place of document.querySelectorAll("[data-foresight]")) {
  const waiting = place.querySelector("[data-foresight-waits]");
  if (waiting) waiting.hidden = false;
  place.querySelector("[data-foresight-link]")?.setAttribute("hidden", "");
  try {
    const answer = await fetch(place.dataset.foresight, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    place.innerHTML = await answer.text();
  } catch {
    if (waiting) waiting.textContent = say("not-checked");
    place.querySelector("[data-foresight-link]")?.removeAttribute("hidden");
  } finally {
    place.removeAttribute("aria-busy");
  }
}
