// What was said, as elements. `opened`: what the member unfolded, by key.
// act: take(question), say(text, more), unfold(key, value), chinese(): the lang of what was approved, where it is another

const REASONS = ["wrong", "outdated", "incomplete", "not_asked"], LEVELS = ["satisfied", "neutral", "dissatisfied"];

function drawing(t, moment, talk, opened, act) {
  const soft = (text) => h("p", { class: "soft" }, text);
  const choices = (...inside) => h("div", { class: "choices" }, ...inside);
  const stack = (...inside) => h("div", { class: "choices stack" }, ...inside);
  const questions = (some) => some.map((each) => button(each.question, () => act.take(each), "", { lang: act.chinese() }));
  const away = () => (talk.wait ?? talk.greeting)?.open === false;
  const bubble = (...inside) => h("div", { class: "bubble", part: "bubble" }, ...inside);
  const opening = (text) => text.split("\n")[0]; // what is kept goes on with what stands below it here
  const words = (text) => h("div", { class: "bubble text", part: "bubble" }, text);
  const row = (author, ...inside) =>
    h("div", { class: `row ${author}` }, h("span", { class: "unseen" }, t(author === "member" ? "you" : "club")), ...inside);

  function hello({ greeting, presets = [], hours, wait }) {
    return row("", prose(greeting || t("hello")), hours && soft(t("hours", hours)), wait?.text && soft(wait.text),
      presets.length > 0 && [soft(t("common")), stack(questions(presets))]);
  }

  function unsent({ text, failed }) {
    return row("member", words(text), failed ? button(t("failed"), () => talk.resend(true), "failed") : soft(t("sending")));
  }

  function turn(said, live, final) { // live: nothing was said since; final: a colleague's last word
    const { author, kind, text, who, at, asked, sources = [], options = [], related = [] } = said;
    const person = () => act.say(asked || t("personText"), { person: true });
    const unsolved = () => act.say(t("unsolvedText"), { person: true });
    if (author === "member") return row(author, words(text));
    if (author === "staff")
      return row(author, soft(`${who} · ${moment(at)}`), words(text), final && choices(button(t("unsolved"), unsolved)));
    if (kind === "handoff") return row(author, card(text, said.ticket));
    if (kind === "clarify")
      return row(author, words(opening(text)), live && stack(questions(options), button(t("none"), person)));
    const lang = kind === "answer" && act.chinese();
    const heading = sources.map((each) => each.question).join("；");
    return row(author,
      bubble(heading && h("h3", { lang }, heading), prose(text, lang), sources.map((each) => each.validity && soft(each.validity))),
      kind === "answer" && verdict(said), live && said.offer_person && stack(button(t("offer"), person)),
      live && related.length > 0 && [soft(t("related")), stack(questions(related))]);
  }

  function verdict(said) {
    const key = `why${said.outcome}`;
    const because = (reason) => { opened[key] = false; talk.judge(said, false, reason); };
    const no = () => { opened[key] = true; talk.judge(said, false); };
    if (opened[key]) return choices(soft(t("why")), REASONS.map((each) => button(t(each), () => because(each))));
    if (said.verdict) return soft(t("thanks"));
    return choices(soft(t("was")), button(t("yes"), () => talk.judge(said, true)), button(t("no"), no));
  }

  function card(text, ticket) {
    if (!ticket) return words(text);
    const { number, who, progress, due_at: due } = ticket, key = `line${number}`, line = opened[key];
    const by = due && new Date(due) > new Date() && !progress.includes(moment(due)) && moment(due);
    const facts = [["number", number], ["who", who], ["when", by], ["progress", progress], ["yourPhone", ticket.phone]]
      .filter(([, value]) => value);
    const press = () => (line ? act.unfold(key, null) : talk.timeline(number, (told) => act.unfold(key, told)));
    return h("section", { class: "card", "aria-label": t("handed") }, h("p", null, opening(text)),
      h("dl", null, facts.map(([name, value]) => [h("dt", null, t(name)), h("dd", null, value)])),
      ticket.is_open && away() && telephone(ticket),
      line && h("ol", { class: "line" }, line.map((each) => h("li", null, soft(moment(each.at)), each.text))),
      choices(button(t(line ? "hide" : "show"), press, "", { "aria-expanded": String(Boolean(line)) })));
  }

  function telephone(ticket) { // nobody is there: a colleague may call later
    const key = `phone${ticket.number}`, typed = ({ target }) => (opened[key] = target.value);
    const field = h("input", { type: "tel", autocomplete: "tel", maxlength: "30", required: true, input: typed });
    field.value = opened[key] ?? "";
    const submit = (pressing) => { pressing.preventDefault(); talk.leave(ticket, field.value); };
    return h("form", { class: "choices", submit }, h("label", { class: "field" }, t("phone"), field),
      button(t("leave"), null, "", { type: "submit" }));
  }

  function rating(asked) {
    const { ticket, question, said, reasons = [], changeable_until: until } = asked, key = `rate${ticket}`, its = `words${ticket}`;
    const level = opened[key], name = said ? t("rated", t(said)) : t("rate");
    const give = (satisfaction, reason) => { opened[key] = null; talk.rate(asked, satisfaction, reason, opened[its]); };
    const press = (each) => (each === "satisfied" ? give(each) : act.unfold(key, each));
    const pressed = (each) => ({ "aria-pressed": String(each === (level ?? said)) });
    const whole = (...inside) => h("section", { class: "card rate", "aria-label": name }, h("h3", null, name),
      soft(`${t("number")} ${ticket} · ${question}`), ...inside);
    if (said && !level) {
      const open = !until || new Date(until) > new Date();
      return whole(soft(t("thanks")), open && choices(button(t("change"), () => act.unfold(key, "again"), "quiet")));
    }
    const words = h("textarea", { rows: "2", maxlength: "500", input: () => (opened[its] = words.value) });
    words.value = opened[its] ?? "";
    const why = LEVELS.includes(level) && [h("label", { class: "field" }, t("words"), words), soft(t("whyNot")), stack(
      reasons.map((each) => button(each.label, () => give(level, each.value))), button(t("skip"), () => give(level), "quiet"))];
    return whole(choices(LEVELS.map((each) => button(t(each), () => press(each), "", pressed(each)))), why);
  }

  return { hello, unsent, turn, rating, soft, away };
}
