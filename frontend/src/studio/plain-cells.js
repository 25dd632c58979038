/** What somebody types into a decision table in plain words, as the expression that is meant by it. */
import { language } from "../language.js";

const HOLDS = /^\s*list contains\(\s*\?\s*,/;
const WORDS_OF = /^\s*mentions\(\s*\?\s*,/;
const SAID = /["'()[\]{}<>=?]|^\s*-?\s*$|^[\d\s.,+-]+$/; // an expression, a dash or a number: it stays as typed
const NAMES = new Set(["null", "true", "false", "not", "today", "now"]);
const PLAIN = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_ -]*$/u; // words without a sign of FEEL: they can only be meant as words

const ALONE = String.raw`(?<![\p{L}\p{N}_,])(?<!(?<!\.)\.)`; // what begins after ".." is a number too
const ENDS = String.raw`(?![\p{L}\p{N}_]|[.,]\d)`;
const THOUSANDS = {
  vi: new RegExp(String.raw`${ALONE}[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?${ENDS}`, "gu"),
  en: new RegExp(String.raw`${ALONE}[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?${ENDS}`, "gu"),
};
const PARTS = new RegExp(String.raw`${ALONE}\d+,\d+${ENDS}`, "gu");
const THREE_PLACES = new RegExp(String.raw`${ALONE}[1-9]\d{0,2}\.\d{3}${ENDS}`, "gu");
const COMPARED = /[<>=]\s*-?$/;

/**
 * Numbers as the reader writes them, as FEEL has them: in Vietnamese "> 1.000.000" is `> 1000000` and "< 0,5" `< 0.5`.
 * A comma in a condition may also stand between two numbers: it belongs to one only right after a sign of comparison.
 * What stands in quotes stays.
 */
export function readNumbers(text, side, tongue = language()) {
  const isOne = (found, at, whole) => !found.includes(",") || side === "outputs" || COMPARED.test(whole.slice(0, at));
  const marks = tongue === "vi" ? [".", ","] : [",", "."];
  const plain = (found, at, whole) =>
    isOne(found, at, whole) ? found.replaceAll(marks[0], "").replace(marks[1], ".") : found;
  const said = (part) => {
    const whole = part.replace(THOUSANDS[tongue], plain);
    return tongue === "vi" ? whole.replace(PARTS, plain) : whole;
  };
  const parts = text.split(/("(?:[^"\\]|\\.)*")/);
  return parts.map((part, at) => (at % 2 ? part : said(part))).join("");
}

/**
 * A number of a file with three places, `1.250`, is one and a quarter, and whoever reads Vietnamese writes twelve hundred
 * and fifty so: it stands in the cell as it cannot be misread, and as `readNumbers` reads it back.
 */
export function shownNumbers(text, side, tongue = language()) {
  if (tongue !== "vi") return text;
  const shown = (found, at, whole) => {
    const mayComma = side === "outputs" || COMPARED.test(whole.slice(0, at));
    return mayComma ? found.replace(".", ",") : `${found}0`;
  };
  const parts = text.split(/("(?:[^"\\]|\\.)*")/);
  return parts.map((part, at) => (at % 2 ? part : part.replace(THREE_PLACES, shown))).join("");
}

/**
 * @param {string} typed what stands in the cell
 * @param {Array<string>} others what stands in the other cells of its column
 * @param {"inputs"|"outputs"} side
 * @param {Record<string, string>} names what the keys of the column are called
 * @param {Set<string>} [known] the names that formulas may use, where they are known: other words are text
 * @returns {string} `mentions(?, ["thuê xe", "cho thuê"])` for `thuê xe, cho thuê` where the column looks for words,
 *   `"high"` for `high` where that text stands in another row or nothing is called so, and for `Cao` where that is its
 *   name; else what was typed
 */
export function readCell(typed, others, side, names = {}, known = undefined) {
  const written = readNumbers(typed, side);
  if (written !== typed) return written;
  const text = typed.trim();
  const keys = keysOf(text, names);
  if (keys) return side === "inputs" && others.some((other) => HOLDS.test(other)) ? holds(keys) : keys.join(", ");
  if (SAID.test(text) || NAMES.has(text)) return typed;
  if (side === "inputs" && others.some((other) => WORDS_OF.test(other))) return mentions(text);
  if (side === "outputs" && others.some((other) => other.trim() === `"${text}"`)) return `"${text}"`;
  return known ? asText(text, side, known) : typed;
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
