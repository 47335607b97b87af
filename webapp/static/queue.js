// Tells of new work on every page of the desk, and never moves a list under somebody's hand.

import { say } from "./words.js";

const EVERY = 5000;
const SEEN = "courtside-seen";
const SOUND = "courtside-sound";

const place = document.querySelector("[data-pulse]");
const queue = document.querySelector("[data-newest]");
const counts = document.querySelector("[data-counts]");
const switcher = document.querySelector("[data-sound]");
const title = document.title;
let told = 0;

// A browser that keeps nothing (private, full) still tells, only not across pages.
const kept = {
  get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* not kept */ } },
};
let seen = kept.get(SEEN);

function see(number) {
  seen = String(number);
  kept.set(SEEN, seen);
}

async function look() {
  try {
    const answer = await fetch(`${place.dataset.pulse}${seen === null ? "" : `?seen=${seen}`}`);
    if (answer.status === 200 && answer.headers.get("Content-Type")?.includes("json")) {
      const news = await answer.json();
      if (seen === null) see(news.newest);
      else tell(news);
    }
  } catch {
    // Without a network there is no news; the next look may have some.
  }
  setTimeout(look, EVERY);
}

function tell(news) {
  if (news.count === told) return;
  if (news.count > told && kept.get(SOUND) === "on") beep();
  told = news.count;
  const words = say(news.grave ? "arrived-grave" : "arrived", { count: told, grave: news.grave });
  place.querySelector("[data-pulse-words]").textContent = words;
  place.querySelector("a").hidden = false;
  place.classList.add("arrived--here");
  document.title = `[${say("new", { count: told })}] ${title}`;
}

function beep() {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const loudness = audio.createGain();
  tone.frequency.value = 660;
  loudness.gain.setValueAtTime(0.08, audio.currentTime);
  loudness.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.4);
  tone.connect(loudness).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.4);
  tone.onended = () => audio.close();
}

function showSound() {
  const on = kept.get(SOUND) === "on";
  switcher.setAttribute("aria-pressed", String(on));
  switcher.textContent = say(on ? "sound-on" : "sound-off");
}

async function fillCounts() {
  const answer = await fetch(counts.dataset.counts);
  if (!answer.ok) return;
  for (const [view, count] of Object.entries(await answer.json())) {
    const where = counts.querySelector(`[data-count="${view}"]`);
    if (where) where.textContent = count;
  }
}

if (queue) see(queue.dataset.newest);
if (place) setTimeout(look, EVERY);
if (counts) fillCounts().catch(() => {});
if (switcher) {
  switcher.hidden = false;
  showSound();
  switcher.addEventListener("click", () => {
    kept.set(SOUND, kept.get(SOUND) === "on" ? "off" : "on");
    showSound();
    if (kept.get(SOUND) === "on") beep();
  });
}
