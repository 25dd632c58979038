/** What somebody types into a decision table in plain words, as the expression that is meant by it. */

const WORDS_OF = /^\s*mentions\(\s*\?\s*,/;
const SAID = /["'()[\]{}<>=?]|^\s*-?\s*$|^[\d\s.,+-]+$/; // an expression, a dash or a number: it stays as typed
const NAMES = new Set(["null", "true", "false"]);

/**
 * @param {string} typed what stands in the cell
 * @param {Array<string>} others what stands in the other cells of its column
 * @param {"inputs"|"outputs"} side
 * @returns {string} `mentions(?, ["thuê xe", "cho thuê"])` for `thuê xe, cho thuê` where the column looks for words,
 *   `"high"` for `high` where that text stands in another row; else what was typed
 */
export function readCell(typed, others, side) {
  const text = typed.trim();
  if (SAID.test(text) || NAMES.has(text)) return typed;
  if (side === "inputs" && others.some((other) => WORDS_OF.test(other))) return mentions(text);
  if (side === "outputs" && others.some((other) => other.trim() === `"${text}"`)) return `"${text}"`;
  return typed;
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
