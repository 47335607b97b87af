// Elements, and the few marks of our answers as elements. Nothing is ever read as HTML.

function h(tag, props, ...inside) { // a function among the props listens to the event of its name
  const node = document.createElement(tag), there = (each) => each != null && each !== false && each !== "";
  for (const [name, value] of Object.entries(props ?? {}))
    if (typeof value === "function") node.addEventListener(name, value);
    else if (there(value)) node.setAttribute(name, value === true ? "" : value);
  node.append(...inside.flat(2).filter(there));
  return node;
}

function button(text, click, kind = "", more = {}) {
  return h("button", { type: "button", class: `b ${kind}`, click, ...more }, text);
}

function inline(text) { // **bold** and [links](https://…); everything else stands as it was written
  const nodes = [], marks = /\*\*(.+?)\*\*|\[([^\]]+)\]\(([^()\s]+)\)/g;
  let from = 0;
  for (const { 0: whole, 1: bold, 2: label, 3: href, index } of text.matchAll(marks)) {
    const safe = /^(https?:\/\/|tel:)/i.test(href), rel = "noopener noreferrer nofollow";
    const link = safe && h("a", { href, target: "_blank", rel }, label);
    nodes.push(text.slice(from, index), bold ? h("strong", null, bold) : link || label);
    from = index + whole.length;
  }
  return [...nodes, text.slice(from)];
}

function prose(text, lang) { // paragraphs and lists
  const whole = h("div", { class: "prose", lang });
  let list = null, paragraph = null;
  for (const line of text.split("\n")) {
    const [, dash, item] = /^\s*(?:([-*+])|\d+[.)、])\s+(.*)/.exec(line) ?? [], kind = dash ? "ul" : "ol";
    if (item != null) {
      if (list?.localName !== kind) list = whole.appendChild(h(kind));
      list.append(h("li", null, inline(item)));
      paragraph = null;
    } else if (!line.trim()) paragraph = null;
    else if (paragraph) paragraph.append(h("br"), ...inline(line));
    else [list, paragraph] = [null, whole.appendChild(h("p", null, inline(line)))];
  }
  return whole;
}
