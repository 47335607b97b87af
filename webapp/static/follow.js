// Asks the server for messages after the last one shown: every 2 s, calming down to 15 s.

const SOON = 2000;
const LATE = 15000;

const log = document.querySelector("[data-follow]");
const title = document.title;
let pause = SOON;
let timer = 0;

async function look() {
  try {
    const answer = await fetch(`${log.dataset.follow}?after=${log.dataset.after}`, {
      headers: { "X-Requested-With": "follow" },
    });
    if (answer.status === 404) return;
    if (answer.status === 200) show(await answer.text());
    else pause = Math.min(pause * 1.5, LATE);
  } catch {
    pause = LATE;
  }
  timer = setTimeout(look, pause);
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelectorAll("[data-position]");
  for (const turn of fresh) {
    if (Number(turn.dataset.position) <= Number(log.dataset.after)) continue;
    log.append(document.adoptNode(turn));
    log.dataset.after = turn.dataset.position;
    if (document.hidden) document.title = `● ${title}`;
  }
  pause = SOON;
}

function lookNow() {
  document.title = title;
  clearTimeout(timer);
  pause = SOON;
  if (!document.hidden) timer = setTimeout(look, 0);
}

if (log) {
  timer = setTimeout(look, pause);
  document.addEventListener("visibilitychange", lookNow);
  log.lastElementChild?.scrollIntoView({ block: "nearest" });
}
