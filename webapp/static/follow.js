// Asks the server whether anything new is to be seen: every 2 s while a person is awaited or the
// talk is lively, calming down to 15 s. What has changed is changed in place.

const SOON = 2000;
const LATE = 15000;

const place = document.querySelector("[data-follow]");
const title = document.title;
let pause = SOON;
let timer = 0;

function talk() {
  return place.querySelector("[data-talk]");
}

async function look() {
  const { after, seen } = talk().dataset;
  try {
    const answer = await fetch(`${place.dataset.follow}?after=${after}&seen=${seen}`, {
      headers: { "X-Requested-With": "follow" },
    });
    if (answer.status === 404) return;
    if (answer.status === 200) show(await answer.text());
    pause = "lively" in talk().dataset ? SOON : Math.min(pause * 1.5, LATE);
  } catch {
    pause = Math.min(pause * 2, LATE);
  }
  timer = setTimeout(look, pause);
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-talk]");
  const shown = talk();
  if (Number(fresh.dataset.after) > Number(shown.dataset.after) && document.hidden) {
    document.title = `● ${title}`;
  }
  for (const turn of fresh.querySelectorAll("[data-position]")) {
    const former = shown.querySelector(`[data-position="${turn.dataset.position}"]`);
    if (former) change(former, turn);
    else shown.querySelector("[data-turns]").append(document.adoptNode(turn));
  }
  for (const part of ["[data-waiting]", "[data-ratings]"]) {
    change(shown.querySelector(part), fresh.querySelector(part));
  }
  shown.dataset.after = fresh.dataset.after;
  shown.dataset.seen = fresh.dataset.seen;
  shown.toggleAttribute("data-lively", fresh.hasAttribute("data-lively"));
}

// What somebody is working in is left alone: it is right again when the page is loaded anew.
function change(former, now) {
  if (words(former) === words(now) || former.contains(document.activeElement)) return;
  former.replaceWith(document.adoptNode(now));
}

// Each answer has form tokens of its own; they are no news.
function words(node) {
  const bare = node.cloneNode(true);
  for (const token of bare.querySelectorAll("[name=csrf_token]")) token.remove();
  for (const each of bare.querySelectorAll("[open]")) each.removeAttribute("open");
  return bare.innerHTML;
}

function lookNow() {
  document.title = title;
  clearTimeout(timer);
  pause = SOON;
  if (!document.hidden) timer = setTimeout(look, 0);
}

if (place) {
  timer = setTimeout(look, pause);
  document.addEventListener("visibilitychange", lookNow);
  window.addEventListener("online", lookNow);
  place.querySelector("[data-turns]").lastElementChild?.scrollIntoView({ block: "nearest" });
}
