// The club's answers on any site: <script src="https://faq.club.example/widget/v1.js" defer></script>
// Served as one script, in a function of its own, after the other files of this folder; docs/widget.md explains
// options, theming and events. It asks the club for nothing before it is opened.

const TAG = "courtside-widget", TYPING = 150;
const script = document.currentScript ?? document.querySelector('script[src$="/widget/v1.js"]');
const warn = (text) => console.warn(`courtside: ${text}`);

function start(host, club) {
  const page = [host.getAttribute("lang"), document.documentElement.lang, navigator.language];
  let lang = languageOf(page.find(Boolean)), likely = [], chosen = -1, asking = 0, suggesting = 0;
  const t = (key, given) => wordsIn(lang, key, given), moment = (iso) => momentIn(lang, iso);
  const event = (name, detail = {}) => host.dispatchEvent(new CustomEvent(`courtside:${name}`, { detail, bubbles: true }));
  const talk = converse(club, host.getAttribute("remember") ?? "local", { language: () => lang, t, event, change: paint });
  const opened = {}, unfold = (key, value) => { opened[key] = value; paint(); };
  const chinese = () => (lang === LANGS[2] ? LANGS[0] : null); // approved answers are not translated
  const draw = drawing(t, moment, talk, opened, { take, say: talk.say, unfold, chinese });
  const drawn = new Map(); // key → what it was drawn from, and the element
  lang = talk.wish ?? lang;

  const root = host.attachShadow({ mode: "open" }), sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const narrow = matchMedia("(max-width: 479.98px), (max-height: 479.98px)");
  const badge = h("span", { class: "badge", "aria-hidden": "true" }), name = h("span");
  const toggle = () => (talk.open ? shut() : show());
  const launcher = h("button", { type: "button", class: "launcher", part: "launcher", "aria-controls": "panel", click: toggle },
    name, badge);
  const title = h("h2", { id: "title" }), status = h("p"), news = h("p", { class: "unseen", role: "status" });
  const toPerson = button("", askPerson), leave = button("✕", () => shut(), "quiet icon");
  const log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-labelledby": "title", tabindex: "0" });
  const banner = h("p", { class: "banner", role: "status" });
  const list = h("ul", { class: "likely", id: "likely", role: "listbox", hidden: true });
  const box = h("textarea", {
    part: "input", rows: "1", maxlength: "10000", autocomplete: "off", enterkeyhint: "send",
    "aria-autocomplete": "list", "aria-controls": "likely", input: typed, compositionend: typed,
  });
  const send = button("", submit, "send", { part: "send" }), end = button("", forget, "quiet");
  const tongue = h("select", { change: () => speak((talk.wish = tongue.value)) },
    LANGS.map((each, at) => h("option", { value: each, lang: each }, NAMES[at])));
  const panel = h("section", {
    class: "panel", id: "panel", part: "panel", role: "dialog", "aria-labelledby": "title", hidden: true, keydown: pressed,
  }, h("div", { class: "head", part: "header" }, h("div", null, title, status), toPerson, leave), log, banner,
    h("div", { class: "foot" }, list, h("div", { class: "write" }, box, send), h("div", { class: "below" }, tongue, end)));
  const all = root.appendChild(h("div", { class: "all" }, panel, launcher, news));

  // What the member does

  function emptied() {
    const text = talk.draft.trim();
    talk.draft = "";
    offer([]); paint();
    return text;
  }
  function askPerson() { talk.say(emptied() || t("personText"), { person: true }); }
  function take({ id, question }) { emptied(); talk.say(question, { entry: id }); }
  function submit() {
    const text = emptied();
    if (text) talk.say(text);
    box.focus();
  }
  function forget() { talk.forget(); offer([]); box.focus(); }

  function typed({ isComposing }) {
    talk.draft = box.value;
    talk.hold(); talk.keep();
    clearTimeout(suggesting);
    if (!isComposing) suggesting = setTimeout(suggest, TYPING);
  }

  async function suggest() {
    const mine = ++asking, text = talk.draft.trim().slice(0, 100);
    const { questions = [] } = text && navigator.onLine ? await talk.likely(text).catch(() => ({})) : {};
    if (mine === asking) offer(questions);
  }

  function offer(questions) { // and an earlier answer that is still under way is not wanted any more
    asking++;
    clearTimeout(suggesting);
    likely = questions; chosen = -1;
    const stay = (pressing) => pressing.preventDefault(); // the focus, in the box
    list.replaceChildren(...likely.map((each, at) => h("li", {
      id: `likely${at}`, role: "option", lang: chinese(), "aria-selected": "false", mousedown: stay, click: () => take(each) }, each.question)));
    list.hidden = !likely.length;
    box.removeAttribute("aria-activedescendant");
    news.textContent = likely.length ? t("likely", likely.length) : "";
  }

  function choose(step) {
    chosen = ((chosen + 2 + step + likely.length) % (likely.length + 1)) - 1; // -1: what was typed
    [...list.children].forEach((each, at) => each.setAttribute("aria-selected", at === chosen));
    if (chosen < 0) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", `likely${chosen}`);
    list.scrollTop = list.children[chosen].offsetTop;
  }

  function pressed(event) {
    const { key, target, shiftKey: back } = event, listed = !list.hidden && target === box;
    if (event.isComposing || event.keyCode === 229) return; // the key belongs to the input method
    if (key === "Escape") listed ? offer([]) : shut();
    else if (listed && /^Arrow(Up|Down)$/.test(key)) choose(key === "ArrowDown" ? 1 : -1);
    else if (key === "Enter" && target === box && !back) chosen < 0 ? submit() : take(likely[chosen]);
    else if (key === "Tab" && narrow.matches && target === edge(back)) edge(!back).focus(); // the sheet is all there is
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function edge(first) {
    const stops = [...panel.querySelectorAll("button,input,textarea,select,a,[tabindex]")];
    return stops.filter((each) => each.getClientRects().length).at(first ? 0 : -1);
  }

  function show(focus = true) {
    if (talk.open) return;
    talk.open = true;
    host.toggleAttribute("open", true);
    news.textContent = "";
    talk.read(); talk.keep(); paint(); talk.follow(0);
    event("open");
    if (focus) box.focus();
    if (!talk.greeting) talk.greet();
  }

  function shut() {
    if (!talk.open) return;
    const inside = root.activeElement;
    talk.open = false;
    host.toggleAttribute("open", false);
    offer([]); talk.keep(); paint();
    event("close");
    if (inside) launcher.focus();
  }

  function speak(language) {
    lang = language;
    drawn.clear();
    log.replaceChildren();
    offer([]); talk.stale(); talk.keep(); paint();
    if (talk.open) talk.greet().then(() => talk.follow(0));
  }

  // What is shown

  function paint(mine = false) { // mine: the member just did something, and wants to see what came of it
    const said = [...talk.turns.values()].sort((a, b) => a.position - b.position), read = talk.key?.read ?? 0;
    label();
    count(talk.open ? 0 : said.filter((each) => each.author === "staff" && each.position > read).length);
    tell(trouble());
    panel.hidden = !talk.open;
    if (talk.open) place(transcript(said), mine);
  }

  function label() {
    const { greeting } = talk, { open, opens_at: again } = greeting ?? {};
    for (const [node, key] of [[name, "ask"], [toPerson, "person"], [send, "send"], [end, "forget"]]) node.textContent = t(key);
    for (const [node, key] of [[leave, "close"], [box, "input"], [tongue, "language"], [list, "common"]])
      node.setAttribute("aria-label", t(key));
    title.textContent = greeting?.club || t("title");
    status.className = `soft ${greeting ? (open ? "here" : "gone") : ""}`;
    status.textContent = greeting ? (open ? t("here") : again ? t("back", moment(again)) : t("away")) : "";
    box.placeholder = t("hint");
    if (box.value !== talk.draft) box.value = talk.draft;
    tongue.value = all.lang = lang;
    end.hidden = !talk.key && !talk.outbox.length;
    launcher.setAttribute("aria-expanded", talk.open);
    panel.setAttribute("aria-modal", narrow.matches);
  }

  function count(unread) {
    badge.hidden = !unread;
    badge.textContent = unread;
    launcher.setAttribute("aria-label", unread ? `${t("ask")} ${t("unread", unread)}` : t("ask"));
    if (unread && news.textContent !== t("unread", unread)) news.textContent = t("unread", unread);
  }

  function trouble() {
    const next = talk.outbox[0], wait = Math.ceil((talk.retryAt - Date.now()) / 1000);
    if (!navigator.onLine) return t("offline");
    return next && !next.failed && wait > 0 ? t(next.lost ? "lost" : "busy", wait) : talk.remark;
  }

  function tell(text) {
    banner.hidden = !text;
    if (banner.textContent !== text) banner.textContent = text;
  }

  function transcript(said) {
    const since = Math.max(0, ...said.map((each) => (each.author === "member" ? each.position : 0))), calm = !talk.outbox.length;
    return [
      node("hello", [talk.greeting], () => draw.hello(talk.greeting ?? {})),
      ...said.map((each, at) => {
        const live = calm && each.position > since, final = calm && each.final && at === said.length - 1;
        const unfolded = [opened[`why${each.outcome}`], opened[`line${each.ticket?.number}`], each.ticket && draw.away()];
        return node(`turn${each.position}`, [each, live, final, unfolded], () => draw.turn(each, live, final));
      }),
      ...talk.ratings.map((each) => node(`rating${each.ticket}`, [each, opened[`rate${each.ticket}`]], () => draw.rating(each))),
      ...talk.outbox.map((each) => node(each.key, [each.text, each.failed], () => draw.unsent(each))),
      talk.busy && node("busy", [], () => h("p", { class: "dots" }, t("looking"))),
      talk.wait?.text && node("wait", [talk.wait.text], () => draw.soft(talk.wait.text)),
    ].filter(Boolean);
  }

  function node(key, from, make) { // the same one as long as it says the same, so that nothing is read out twice
    const mark = JSON.stringify(from);
    if (drawn.get(key)?.mark !== mark) drawn.set(key, { mark, made: make() });
    return drawn.get(key).made;
  }

  function place(wanted, mine) {
    const before = new Set(log.children), low = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    const inside = log.contains(root.activeElement) && root.activeElement !== log;
    for (const each of before) if (!wanted.includes(each)) each.remove();
    wanted.forEach((each, at) => log.children[at] !== each && log.insertBefore(each, log.children[at] ?? null));
    if (inside && !log.contains(root.activeElement)) (narrow.matches ? log : box).focus(); // what was pressed is gone
    const fresh = wanted.find((each) => !before.has(each) && each.matches(".row"));
    if (mine || low || before.size < 2) log.scrollTop = fresh && before.size > 1 ? fresh.offsetTop - 16 : log.scrollHeight;
  }

  const sight = window.visualViewport; // on a telephone the sheet ends above the keyboard
  sight?.addEventListener("resize", () => panel.style.setProperty("--seen", `${sight.height}px`));
  paint();
  if (talk.wasOpen && !narrow.matches) show(false);
  talk.pump();
  talk.follow(0);
  return { show, shut, speak };
}

// The element, and what a page may call

const ALLOWED = { theme: ["auto", "light", "dark"], remember: ["local", "session", "no"] };
let only = null; // one window is enough for a page

class Widget extends HTMLElement {
  static observedAttributes = ["open", "lang"];
  #widget = null;

  connectedCallback() {
    if (only) return only !== this && warn("there is one on this page already; this one shows nothing");
    const given = this.getAttribute("club") ?? script?.src, at = quietly(() => new URL(given));
    if (!/^https?:$/.test(at?.protocol)) return warn(`“${given}” is not the address of a club; nothing is shown`);
    for (const [name, [usual, ...more]] of Object.entries(ALLOWED)) {
      const value = this.getAttribute(name) ?? usual;
      if ([usual, ...more].includes(value)) continue;
      warn(`${name} may be ${[usual, ...more].join(", ")}; it is ${usual} now`);
      this.removeAttribute(name);
    }
    only = this;
    this.#widget = start(this, at.origin);
    if (this.hasAttribute("open")) this.#widget.show(false);
  }

  attributeChangedCallback(name, before, value) {
    if (name === "open") value === null ? this.close() : this.open();
    else if (value) this.#widget?.speak(languageOf(value));
  }

  open() { this.#widget?.show(); }
  close() { this.#widget?.shut(); }
}

function begin() {
  if (document.querySelector(TAG)) return; // the page put it where it wants it
  const { club, lang, theme, remember } = script?.dataset ?? {};
  document.body.append(h(TAG, { club, lang, theme, remember }));
}

if (!customElements.get(TAG)) { // else this is a second copy of the script
  customElements.define(TAG, Widget);
  window.Courtside = Object.freeze({
    open: () => only?.open(),
    close: () => only?.close(),
    on(name, hear) { // gives back how to stop hearing
      const listen = ({ detail }) => hear(detail);
      document.addEventListener(`courtside:${name}`, listen);
      return () => document.removeEventListener(`courtside:${name}`, listen);
    },
  });
  document.body ? begin() : document.addEventListener("DOMContentLoaded", begin);
}
