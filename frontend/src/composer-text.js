/** The pure half of the composer. */

/** Where a `/` begins a search for scripts: at the start of the text or after white space; null if the caret is elsewhere. */
export function slashQuery(text, caret) {
  const found = /(?:^|\s)\/([^\s/]{0,30})$/u.exec(text.slice(0, caret));
  return found ? { query: found[1], from: caret - found[1].length - 1 } : null;
}

/** The text with `from`…`to` replaced, and where the caret then stands. */
export function spliced(text, { from, to, insert }) {
  return { text: text.slice(0, from) + insert + text.slice(to), caret: from + insert.length };
}

/** Places still to fill in, e.g. ["{gio_hen}"]: nothing with one can be sent. */
export function unresolved(text) {
  return [...new Set(text.match(/\{[\p{L}_][\p{L}\p{N}_]*\}/gu) ?? [])];
}
