// A ticket's page beside somebody who works on it: what the member goes on saying comes by itself,
// and so do the answers that lie ready. What somebody writes is never touched.

import { say } from "./words.js";

const EVERY = 4000;
const lines = document.querySelector("[data-news]");
const told = document.querySelector("[data-news-told]");
const title = document.title;

async function look() {
  const { news, after, seen } = lines.dataset;
  try {
    const answer = await fetch(`${news}?after=${after}&seen=${seen}`);
    if (answer.status === 200 && !answer.redirected) show(await answer.text());
  } catch {
    // Without a network there is no news; the next look may have some.
  }
  setTimeout(look, EVERY);
}

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.querySelector("[data-news]");
  if (!fresh) return;
  const added = [...fresh.children].filter(
    ({ dataset }) => Number(dataset.position) > Number(lines.dataset.after),
  );
  lines.append(...added.map((each) => document.adoptNode(each)));
  const said = added.filter((each) => each.classList.contains("line--member")).at(-1);
  if (fresh.dataset.seen !== lines.dataset.seen) tellOfChange(page);
  else if (said) tell(say("member", { text: said.querySelector(".line__text").textContent }));
  renewOffers(page.querySelector("[data-offers]"));
  Object.assign(lines.dataset, { after: fresh.dataset.after, seen: fresh.dataset.seen });
}

function tell(words) {
  told.textContent = words;
  if (document.hidden) document.title = `● ${title}`;
}

// Another colleague took it, closed it, changed its level: what may be done is another.
function tellOfChange(page) {
  const now = page.querySelector("[data-standing]").textContent.replace(/\s+/g, " ").trim();
  const written = document.querySelector("[data-reply] textarea")?.value.trim();
  tell(say(written ? "changed-written" : "changed", { now }));
  if (written) return;
  const again = document.createElement("a");
  Object.assign(again, { href: location.pathname, textContent: say("renew") });
  told.append(" ", again);
}

function renewOffers(fresh) {
  const shown = document.querySelector("[data-offers]");
  if (!shown || !fresh || shown.contains(document.activeElement)) return;
  shown.replaceChildren(...document.adoptNode(fresh).childNodes);
}

if (lines) {
  setTimeout(look, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) document.title = title;
  });
}
