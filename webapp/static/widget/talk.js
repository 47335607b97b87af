// One conversation with the club: what was said, what is still to be sent, asking for what is new. Knows no page.

const HEADER = "X-Courtside-Conversation";
const HOLD = 1200, LONGEST_HOLD = 6000, SOON = 2000, LATE = 15000, LIVELY = 120000, MOST_TRIES = 5;

const quietly = (act) => { try { return act(); } catch { return null; } }; // storage may be refused, and the page goes on
const load = (store, name) => quietly(() => JSON.parse(store.getItem(name)));
const save = (store, name, value) =>
  quietly(() => (value ? store.setItem(name, JSON.stringify(value)) : store.removeItem(name)));
// Reads like a whole question, so there is nothing more to wait for.
const finished = (text) => text.length > 12 || /[?？!！。]$|[吗嗎呢么麼]$/.test(text);

function secret() { // 256 bits in 43 characters that fit anywhere
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").slice(0, 43);
}

// on: language(), t(key), change(mine) after every change, event(name, detail)
function converse(club, remember, on) {
  const NAME = `courtside ${club}`, UNSENT = `${NAME} unsent`;
  const lasting = quietly(() => (remember === "no" ? null : window[`${remember}Storage`]));
  const passing = quietly(() => (remember === "no" ? null : sessionStorage));
  const left = load(passing, UNSENT) ?? {};
  const talk = {
    open: false, wasOpen: left.open, draft: left.draft ?? "", wish: left.wish, remark: "",
    key: load(lasting, NAME), // its id and token, how far it was read, whether a person is awaited
    turns: new Map(), ratings: [], wait: null, greeting: null,
    outbox: (left.outbox ?? []).map((each) => ({ ...each, held: false })), busy: false, retryAt: 0,
  };
  let seen = "", holding = 0, heldSince = 0, retry = 0, timer = 0, pause = SOON, lively = 0, hiddenAt = 0;
  const last = () => Math.max(0, ...talk.turns.keys()), path = (rest) => `/conversations/${talk.key.id}${rest}`;
  const awaited = () => talk.wait || Date.now() - lively < LIVELY;

  async function call(method, address, body) {
    const headers = { "Accept-Language": on.language() };
    if (talk.key) headers[HEADER] = talk.key.token;
    if (body) headers["Content-Type"] = "application/json";
    const answer = await fetch(`${club}/api/v1${address}`, {
      method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout?.(20000),
      credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store",
    });
    const said = await answer.json().catch(() => ({})), { message = "", mend } = said.error ?? {};
    if (answer.ok) return said;
    const after = Number(answer.headers.get("Retry-After"));
    throw Object.assign(new Error(message), { code: answer.status, words: message + (mend ?? ""), after });
  }

  async function attempt(act) {
    talk.remark = "";
    try { await act(); } catch (error) { talk.remark = error.words || on.t(navigator.onLine ? "trouble" : "offline"); }
    on.change();
  }

  function keep() { // for the next page, the next tab, and after a reload
    const { key, draft, outbox, open, wish } = talk;
    if (key) Object.assign(key, { last: Math.max(last(), key.last ?? 0), awaited: Boolean(talk.wait) });
    save(lasting, NAME, key);
    save(passing, UNSENT, { draft, outbox, open, wish });
  }

  function say(text, more = {}) { // more: {entry} that was chosen, {person: true}
    const held = !more.entry && talk.outbox.find((each) => each.held);
    if (held) Object.assign(held, more, { text: `${held.text}\n${text}` });
    else {
      for (const each of talk.outbox) each.held = false;
      talk.outbox.push({ key: secret(), text, tries: 0, held: true, ...more });
      heldSince = Date.now();
    }
    resend(more.entry || more.person || finished(text));
    on.change(true);
  }

  function resend(now) {
    for (const each of talk.outbox) if (each.failed) Object.assign(each, { failed: false, tries: 0 });
    now ? release() : hold();
    keep();
  }

  function hold() { // while the member goes on typing what belongs to it
    if (!talk.outbox.some((each) => each.held)) return;
    clearTimeout(holding);
    holding = setTimeout(release, Math.max(0, Math.min(HOLD, heldSince + LONGEST_HOLD - Date.now())));
  }

  function release() {
    clearTimeout(holding);
    for (const each of talk.outbox) each.held = false;
    pump();
  }

  async function pump() { // one message after the other, each under its own key until the club has it
    clearTimeout(retry);
    const next = talk.outbox[0];
    if (talk.busy || !next || next.held || next.failed || !navigator.onLine) return on.change();
    if (!talk.key) next.opening ??= secret(); // kept before it is sent: sent again it opens no second conversation
    const { key, text, entry, person, opening } = next, more = { key, entry, person };
    keep();
    Object.assign(talk, { busy: true, retryAt: 0, remark: "" });
    on.change();
    try {
      const goesOn = talk.key, address = goesOn ? path("/messages") : "/ask";
      const reply = await call("POST", address, goesOn ? { text, ...more } : { question: text, opening, ...more });
      talk.key ??= { ...reply.conversation, read: 0 };
      talk.outbox.shift();
      merge(reply.messages ?? []);
    } catch (error) { refused(next, error); }
    talk.busy = false; lively = Date.now(); pause = SOON;
    keep(); on.change(true); follow(0);
    if (!talk.retryAt) pump();
  }

  function refused(message, { code, words, after }) {
    if (code === 404 && talk.key) return drop(); // that conversation is no more: the same words begin another
    if (code && code < 500 && code !== 429) { // never taken as it is: back into the box, to be mended
      talk.outbox.shift();
      talk.draft = [message.text, talk.draft].filter(Boolean).join("\n");
      talk.remark = words || on.t("trouble");
      return;
    }
    const seconds = Math.max(after || 0, 2 ** message.tries++);
    Object.assign(message, { lost: !code, failed: message.tries > MOST_TRIES });
    talk.retryAt = Date.now() + seconds * 1000;
    retry = setTimeout(pump, seconds * 1000 * (1 + Math.random() / 5));
  }

  function drop() {
    Object.assign(talk, { key: null, turns: new Map(), ratings: [], wait: null });
    seen = "";
  }

  function forget() {
    drop();
    Object.assign(talk, { outbox: [], draft: "", retryAt: 0, remark: "" });
    keep(); on.change();
  }

  function follow(delay = pause) { // only while somebody may be waiting for it
    clearTimeout(timer);
    const away = document.hidden && Date.now() - hiddenAt > LATE;
    if (talk.key && (talk.open || talk.key.awaited || awaited()) && !away) timer = setTimeout(look, delay);
  }

  async function look() {
    const asked = talk.key?.id;
    if (!asked) return;
    const get = (after) => call("GET", path(`/messages?after=${after}&seen=${seen}`));
    try {
      let told = await get(last());
      const whole = last() > 0 && (told.changed ?? seen) !== seen;
      if (whole) told = await get(0); // something moved in what is shown already
      if (talk.key?.id !== asked) return;
      seen = told.changed ?? "";
      Object.assign(talk, { ratings: told.ratings ?? [], wait: told.wait ?? null });
      merge(told.messages, whole);
      pause = awaited() ? SOON : Math.min(pause * 1.5, LATE);
      keep(); on.change();
    } catch ({ code }) {
      if (code === 404 && talk.key?.id === asked) { drop(); keep(); on.change(); }
      pause = Math.min(pause * 2, LATE);
    }
    follow();
  }

  function merge(fresh, whole = false) {
    const before = Math.max(last(), talk.key.last ?? 0);
    if (whole && fresh.length >= talk.turns.size) talk.turns = new Map(); // else more was said meanwhile
    for (const each of fresh) {
      talk.turns.set(each.position, each);
      if (each.position <= before) continue;
      if (each.author === "staff") { lively = Date.now(); on.event("message", { author: "staff" }); }
      if (each.kind === "answer") on.event("answer", { entries: (each.sources ?? []).map((source) => source.id) });
      if (each.kind === "handoff") on.event("handoff");
    }
    read();
  }

  function read() {
    if (talk.open && !document.hidden && talk.key) talk.key.read = last() || talk.key.read;
  }

  addEventListener("online", () => { on.change(); pump(); follow(0); });
  addEventListener("offline", () => on.change());
  document.addEventListener("visibilitychange", () => { hiddenAt = Date.now(); read(); if (!document.hidden) follow(0); });
  addEventListener("storage", ({ key, newValue }) => { // another tab began, went on with or ended it
    if (key !== NAME) return;
    const other = quietly(() => JSON.parse(newValue));
    if (other?.id !== talk.key?.id) { drop(); talk.key = other; }
    else if (other) talk.key.read = Math.max(talk.key.read, other.read);
    on.change(); follow(0);
  });

  return Object.assign(talk, {
    keep, say, hold, resend, pump, follow, forget, read,
    greet: () => attempt(async () => (talk.greeting = await call("GET", "/widget"))),
    likely: (text) => call("GET", `/questions/likely?q=${encodeURIComponent(text)}`),
    stale() { seen = ""; },
    judge: (turn, helpful, reason) => attempt(async () => {
      Object.assign(turn, await call("POST", path("/verdicts"), { outcome: turn.outcome, helpful, reason }));
    }),
    leave: (ticket, phone) => attempt(async () => {
      ticket.phone = (await call("POST", path(`/tickets/${ticket.number}/phone`), { phone })).phone;
    }),
    rate: (rating, satisfaction, reason, words) => attempt(async () => {
      await call("POST", path(`/tickets/${rating.ticket}/rating`), { satisfaction, reason, words });
      rating.said = satisfaction;
      on.event("rating", { satisfaction });
    }),
    timeline: (number, show) => attempt(async () => show((await call("GET", path(`/tickets/${number}`))).timeline)),
  });
}
