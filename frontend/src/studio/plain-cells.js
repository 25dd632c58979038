/** What somebody types into a decision table in plain words, as the expression that is meant by it. */
import { readAmount } from "./plain-amounts.js";
import { readNumbers } from "./plain-numbers.js";

const HOLDS = /^\s*list contains\(\s*\?\s*,/;
const WORDS_OF = /^\s*mentions\(\s*\?\s*,/;
const SAID = /["'()[\]{}<>=?]|^\s*-?\s*$|^[\d\s.,+-]+$/; // an expression, a dash or a number: it stays as typed
const NAMES = new Set(["null", "true", "false", "not", "today", "now"]);
const PLAIN = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_ -]*$/u; // words without a sign of FEEL: they can only be meant as words
const NUMBER = /^(?:[<>]=?\s*|\[)?-?\d/;
const SIGNS_OF_VALUES = /^[\s,<>=!()[\].\d-]*$/; // beside texts: they are compared as they are
const OPERATORS = new Set(["and", "or", "between", "in"]);

/**
 * @param {string} typed what stands in the cell
 * @param {Array<string>} others what stands in the other cells of its column
 * @param {"inputs"|"outputs"} side
 * @param {Record<string, string>} names what the keys of the column are called
 * @param {Set<string>} [known] the names that formulas may use, where they are known: other words are text
 * @param {string} [kind] what the column asks for: in one of "money" or "number" nothing becomes text
 * @returns {string} `mentions(?, ["thuê xe", "cho thuê"])` for `thuê xe, cho thuê` where the column looks for words,
 *   `"high"` for `high` where that text stands in another row or nothing is called so, and for `Cao` where that is its
 *   name; else what was typed
 */
export function readCell(typed, others, side, names = {}, known = undefined, kind = "") {
  const looks = (sign) => side === "inputs" && others.some((other) => sign.test(other));
  const asked = isAmount(kind) || !others.some((other) => NUMBER.test(other)) ? kind : "number";
  const amount = !looks(WORDS_OF) && !looks(HOLDS) && readAmount(typed, side, undefined, asked);
  if (amount) return amount;
  const written = readNumbers(typed, side);
  if (written !== typed) return written;
  const text = typed.trim();
  const keys = keysOf(text, names);
  if (keys) return looks(HOLDS) ? holds(keys) : keys.join(", ");
  if (SAID.test(text) || NAMES.has(text)) return typed;
  if (looks(WORDS_OF)) return mentions(text);
  if (side === "outputs" && others.some((other) => other.trim() === `"${text}"`)) return `"${text}"`;
  return known && !isAmount(kind) ? asText(text, side, known) : typed;
}

/** Whether a column of this kind holds amounts. */
export function isAmount(kind) {
  return kind === "money" || kind === "number";
}

/** Whether a condition on an amount is none: a text, or words that nothing is called. */
export function isNoAmount(text, known) {
  const bare = text.trim();
  const rest = bare.replace(/"(?:[^"\\]|\\.)*"/g, "").replace(/(?<![\p{L}_])not(?=\s*\()/u, "");
  if (rest.length < bare.length && bare.includes('"')) return SIGNS_OF_VALUES.test(rest);
  if (/[()[\]{}?@]/.test(bare)) return false; // a formula
  const words = bare.match(/[\p{L}_][\p{L}\p{M}\p{N}_.]*/gu) ?? [];
  const isKnown = (one) => NAMES.has(one) || OPERATORS.has(one) || known.has(one) || known.has(one.split(".")[0]);
  return !words.every(isKnown);
}

/** What no field is called is text; in a condition several between commas are several texts. */
function asText(text, side, known) {
  const parts = side === "inputs" ? text.split(",").map((one) => one.trim()) : [text];
  const isText = (one) => PLAIN.test(one) && !NAMES.has(one) && !known.has(one);
  return parts.every(isText) ? parts.map((one) => `"${one}"`).join(", ") : text;
}

/** "Khiếu nại, Bảo hành" → the keys with these names, quoted; null unless each of them is one. */
function keysOf(text, names) {
  const wanted = text.split(",").map((one) => one.trim().toLocaleLowerCase());
  const known = Object.entries(names);
  const found = wanted.map((one) => known.find(([, name]) => name.toLocaleLowerCase() === one)?.[0]);
  return text && found.every(Boolean) ? found.map((key) => `"${key}"`) : null;
}

function holds(keys) {
  return keys.map((key) => `list contains(?, ${key})`).join(" or ");
}

function mentions(text) {
  const words = text
    .split(/[,;\n]/)
    .map((one) => one.trim())
    .filter(Boolean);
  return `mentions(?, [${words.map((one) => `"${one}"`).join(", ")}])`;
}

/**
 * The results a new row begins with: those of the row beside it, so that a row for new words says whose work that is
 * instead of nothing.
 *
 * @param {Array<{outputs: Array<{text: string}>}>} rules the rows, the new one not among them
 * @param {number} at where the new one comes
 * @param {number} columns how many results a row has
 */
export function firstResults(rules, at, columns) {
  const beside = rules[at - 1] ?? rules[at];
  return Array.from({ length: columns }, (_, column) => ({ text: beside?.outputs[column]?.text ?? "null" }));
}
