/**
 * What can stand where the pen is in a formula: names, values in quotes, functions, little words. It looks at letters
 * only; what a formula means is said by the server, which alone reads it.
 */
import { folded, matches } from "../folding.js";

const WORDS = [
  ["and", "cả hai đều đúng", "both hold"],
  ["or", "một trong hai đúng", "one of both holds"],
  ["in", "nằm trong khoảng hay danh sách", "lies in a range or a list"],
  ["between", "nằm giữa hai giá trị", "lies between two values"],
  ["true", "đúng, có", "yes"],
  ["false", "sai, không", "no"],
  ["null", "để trống, chưa biết", "empty, not known"],
  ["if", "nếu … then … else …", "if … then … else …"],
  ["then", "thì", "then"],
  ["else", "nếu không thì", "otherwise"],
  ["some", "có ít nhất một mục … satisfies …", "at least one of a list … satisfies …"],
  ["every", "mọi mục … satisfies …", "each of a list … satisfies …"],
  ["satisfies", "thoả điều kiện", "fits the condition"],
  ["for", "với từng mục … return …", "for each of a list … return …"],
  ["return", "trả về", "gives"],
];
const ENDS_ASKING = /(?:=|!=|\bin\s*\(?|,)\s*$/u;
const LETTER = /[\p{L}\p{N}_.]/u;

/**
 * @param {string} text @param {number} at where the pen is
 * @param {{names: object[], functions: Array<[string, string, string]>}} known
 * @param {{tongue?: string, asked?: boolean}} options `asked`: by a key, so that everything is offered where nothing was
 *   typed
 * @returns {{from: number, to: number, options: object[]} | null} each option {kind, name, label, apply, help, back:
 *   letters by which the pen stands before the end of `apply`, over: letters behind the pen that `apply` replaces}
 */
export function suggested(text, at, known, { tongue = "vi", asked = false } = {}) {
  const quote = openQuote(text.slice(0, at));
  if (quote >= 0) return inQuotes({ text, at, quote, known });
  const word = wordAt(text, at, known);
  if (!word.typed && !asked && !ENDS_ASKING.test(text.slice(0, word.from))) return null;
  const options = [...valuesFor(text.slice(0, word.from), known, word.typed), ...all(known, word.typed, tongue)];
  return options.length ? { from: word.from, to: at, options } : null;
}

/** Where the text in quotes began that the pen stands in; -1 outside. */
export function openQuote(before) {
  let begun = -1;
  for (let at = 0; at < before.length; at += 1) {
    if (before[at] === "\\" && begun >= 0) at += 1;
    else if (before[at] === '"') begun = begun < 0 ? at : -1;
  }
  return begun;
}

function inQuotes({ text, at, quote, known }) {
  const typed = text.slice(quote + 1, at);
  const asked = askedBefore(text.slice(0, quote), known);
  const closes = text[at] === '"';
  const options = (asked?.values ?? [])
    .filter(([key, label]) => !typed || folded(key).startsWith(folded(typed)) || matches(label, typed))
    .map(([key, label]) => ({ kind: "value", name: key, label, apply: `${key}"`, over: closes ? 1 : 0 }));
  return options.length ? { from: quote + 1, to: at, options } : null;
}

/** The name that is compared before this place: `khan = `, `khan in ("low", `, `list contains(nhom, `. */
export function askedBefore(before, known) {
  const left = before
    .replace(/\[?(?:\s*"[^"]*"\s*,)*\s*$/u, "")
    .replace(/(?:!=|(?<![<>])=|\bin\s*\(?|,)\s*$/u, "")
    .trimEnd();
  const found = known.names.filter(({ name }) => endsWithWord(left, name));
  return found.sort((one, other) => other.name.length - one.name.length)[0];
}

function endsWithWord(text, name) {
  return text.endsWith(name) && !LETTER.test(text[text.length - name.length - 1] ?? " ");
}

function valuesFor(before, known, typed) {
  const asked = ENDS_ASKING.test(before) && askedBefore(before, known);
  if (!asked) return [];
  if (asked.kind === "boolean")
    return ["true", "false"]
      .filter((one) => one.startsWith(typed))
      .map((one) => ({ kind: "value", name: one, label: "", apply: one }));
  return asked.values
    .filter(([key, label]) => !typed || folded(key).startsWith(folded(typed)) || matches(label, typed))
    .map(([key, label]) => ({ kind: "value", name: `"${key}"`, label, apply: `"${key}"` }));
}

/** What is being typed; a name may hold spaces, so the longest run of words that begins something counts. */
function wordAt(text, at, { names, functions }) {
  let from = at;
  const starts = [];
  while (from > 0 && (LETTER.test(text[from - 1]) || (text[from - 1] === " " && LETTER.test(text[from - 2] ?? "")))) {
    from -= 1;
    if (!LETTER.test(text[from - 1] ?? " ")) starts.push(from);
  }
  const called = [...names.flatMap(({ name, label }) => [name, label]), ...functions.map(([name]) => name)].map(folded);
  const begun = starts.reverse().find((start) => {
    const typed = folded(text.slice(start, at));
    return typed.includes(" ") && called.some((name) => name.startsWith(typed));
  });
  const last = /[\p{L}\p{N}_.]*$/u.exec(text.slice(0, at))[0];
  const start = begun ?? at - last.length;
  return { from: start, typed: text.slice(start, at) };
}

function all({ names, functions }, typed, tongue) {
  const small = folded(typed);
  const rank = (name, label) => {
    if (!small) return 1;
    if (folded(name).startsWith(small)) return 3;
    if (label && folded(label).startsWith(small)) return 2;
    return (label && matches(label, typed)) || (small.length > 1 && folded(name).includes(small)) ? 1 : 0;
  };
  const ranked = (list, read) =>
    list
      .map((one) => [rank(...read(one)), one])
      .filter(([points]) => points)
      .sort(([a], [b]) => b - a)
      .map(([, one]) => one);
  const shown = small.includes(".") ? names : names.filter(({ name }) => !name.startsWith("so_lan."));
  return [
    ...ranked(shown, ({ name, label }) => [name, label]).map((one) => ({
      ...one,
      type: one.kind,
      kind: "name",
      apply: one.name,
    })),
    ...ranked(functions, ([name]) => [name, ""]).map(([name, label, help]) => ({
      kind: "function",
      name,
      label: help,
      help: label,
      apply: `${name}()`,
      back: label.endsWith("()") ? 0 : 1,
    })),
    ...ranked(WORDS, ([name]) => [name, ""]).map(([name, vi, en]) => ({
      kind: "word",
      name,
      label: tongue === "en" ? en : vi,
      apply: name,
    })),
  ];
}

/** Names of a formula that nothing sets, each with the known one that is most like it. */
export function strangers(free, { names, functions }) {
  const known = new Set([...names.map(({ name }) => name), ...names.map(({ name }) => name.split(".")[0])]);
  const called = new Set(functions.map(([name]) => name));
  return free
    .filter((name) => !known.has(name) && !called.has(name))
    .map((name) => ({ name, near: nearest(name, [...known]) }));
}

function nearest(name, known) {
  const rated = known.map((one) => [distance(folded(name), folded(one)), one]).sort(([a], [b]) => a - b);
  return rated.length && rated[0][0] <= Math.max(1, Math.floor(name.length / 3)) ? rated[0][1] : "";
}

function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let a = 1; a <= one.length; a += 1) {
    const next = [a];
    for (let b = 1; b <= other.length; b += 1)
      next[b] = Math.min(row[b] + 1, next[b - 1] + 1, row[b - 1] + (one[a - 1] === other[b - 1] ? 0 : 1));
    row = next;
  }
  return row[other.length];
}

/** A comparison as a formula: `khan = "high"`, `list contains(nhom, "vip")`. */
export function compared({ known, sign, value }) {
  const written = known.kind === "number" || known.kind === "boolean" ? value : JSON.stringify(value);
  if (known.kind === "list")
    return sign === "!=" ? `not(list contains(${known.name}, ${written}))` : `list contains(${known.name}, ${written})`;
  if (sign === "contains") return `contains(${known.name}, ${written})`;
  return `${known.name} ${sign} ${written}`;
}
