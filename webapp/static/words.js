// What a script says stands on its page, in the page's language: data-say-copied="已复制{what}".

const known = new Map();

export function say(name, given = {}) {
  const attribute = `data-say-${name}`;
  if (!known.has(name)) known.set(name, document.querySelector(`[${attribute}]`).getAttribute(attribute));
  return known.get(name).replace(/\{(\w+)\}/g, (_, place) => given[place]);
}
