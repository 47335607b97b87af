// Fetches what publishing would change into the review page: it takes a moment to find out.

for (const place of document.querySelectorAll("[data-foresight]")) {
  const waiting = place.querySelector("[data-foresight-waits]");
  if (waiting) waiting.hidden = false;
  place.querySelector("[data-foresight-link]")?.setAttribute("hidden", "");
  try {
    const answer = await fetch(place.dataset.foresight, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    place.innerHTML = await answer.text();
  } catch {
    if (waiting) waiting.textContent = "没有核对成，请刷新页面再试。";
    place.querySelector("[data-foresight-link]")?.removeAttribute("hidden");
  } finally {
    place.removeAttribute("aria-busy");
  }
}
