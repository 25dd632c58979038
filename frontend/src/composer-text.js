/** The pure half of the composer. */

const GAP = /\{[^{}\n]{1,80}\}/gu;

/** Where a `/` begins a search for scripts: at the start of the text or after white space; null if the caret is elsewhere. */
export function slashQuery(text, caret) {
  const found = /(?:^|\s)\/([^\s/]{0,30})$/u.exec(text.slice(0, caret));
  return found ? { query: found[1], from: caret - found[1].length - 1 } : null;
}

/** Where an `@` begins the name of a colleague, of up to four words: behind white space or at the start; null elsewhere. */
export function atQuery(text, caret) {
  const found = /(?:^|[\s(])@([^\s@]{0,30}(?: [^\s@]{1,30}){0,3})$/u.exec(text.slice(0, caret));
  return found ? { query: found[1], from: caret - found[1].length - 1 } : null;
}

/** The text with `from`…`to` replaced, and where the caret then stands. */
export function spliced(text, { from, to, insert }) {
  return { text: text.slice(0, from) + insert + text.slice(to), caret: from + insert.length };
}

/** Gaps still to fill in, once each, e.g. ["{by what time}"]: nothing with one can be sent, the server says the same. */
export function unresolved(text) {
  return [...new Set(text.match(GAP) ?? [])];
}

/** Where the first gap behind `after`, or the last one that ends `before`, stands; null without one. */
export function gapBeside(text, { after, before }) {
  const gaps = [...text.matchAll(GAP)].map((found) => ({ from: found.index, to: found.index + found[0].length }));
  const found = before === undefined ? gaps.find(({ from }) => from >= after) : gaps.findLast(({ to }) => to <= before);
  return found ?? null;
}
