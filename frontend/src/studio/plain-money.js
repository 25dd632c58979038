/** Amounts of đồng as the ticket's forms read them (`parse_vnd` on the server): 500k, 1tr290, 1 triệu rưỡi, 500.000. */
import { folded } from "../folding.js";

const UNITS = {
  ...{ k: 1e3, nghin: 1e3, ngan: 1e3, ng: 1e3 },
  ...{ tr: 1e6, trieu: 1e6, cu: 1e6, m: 1e6 },
  ...{ ty: 1e9, ti: 1e9, b: 1e9 },
};
const NAMES = Object.keys(UNITS)
  .sort((one, other) => other.length - one.length)
  .join("|");
const PART = new RegExp(String.raw`\s*(\d[\d.,]*)\s*(${NAMES})?(?![a-z])(\s*ruoi\b)?`, "y");
const UNIT = new RegExp(String.raw`\d\s*(?:${NAMES})(?![a-z])`);
const CURRENCY = /^(?:₫|d|vnd)\s*|\s*(?:₫|d|dong|vnd)\.?$/g;
const GROUPED = /^\d{1,3}([.,])\d{3}(?:\1\d{3})*$/;
const DECIMAL = /^\d{1,15}(?:[.,]\d{1,9})?$/;
const PARTS = 1_000_000_000n; // of one đồng, so that halves of a unit stay whole numbers
const MOST = 10n ** 15n;

/** @returns {string} the amount in đồng, "" where this is none */
export function readMoney(typed) {
  const text = folded(typed.trim().slice(0, 60));
  const unsigned = text.replace(/^-/, "").replace(CURRENCY, "").replace(CURRENCY, "").trim();
  const total = unsigned ? totalOf(unsigned) : null;
  if (total === null || total % PARTS || total / PARTS > MOST) return "";
  return `${text.startsWith("-") && total ? "-" : ""}${total / PARTS}`;
}

/** Whether thousands, millions or billions are named: "500k". */
export function namesUnit(text) {
  return UNIT.test(folded(text));
}

/** "1" beside "2 triệu" is a million too: the unit that only the second of two ends names. */
export function unitOf(text) {
  return folded(text).match(new RegExp(String.raw`^[\d.,]+\s*(${NAMES})(?![a-z])`))?.[1] ?? "";
}

function totalOf(text) {
  let [total, last] = [0n, 0];
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text);
    const value = part && worthOf(part, last);
    if (value === null) return null;
    total += value;
    last = UNITS[part[2]] ?? 1;
  }
  return total;
}

/** The value of one number with its unit; after a larger unit a bare number is its fraction (`1tr290`). */
function worthOf([, digits, name, half], last) {
  const unit = UNITS[name] ?? 1;
  if (last && unit >= last) return null;
  if (last && !name && /^\d{1,3}$/.test(digits))
    return (BigInt(digits) * BigInt(last) * PARTS) / 10n ** BigInt(digits.length);
  const number = numberOf(digits, unit);
  return number === null ? null : number * BigInt(unit) + (half ? (BigInt(unit) * PARTS) / 2n : 0n);
}

function numberOf(digits, unit) {
  if (unit <= 1e3 && GROUPED.test(digits)) return BigInt(digits.replace(/[.,]/g, "")) * PARTS;
  if (!DECIMAL.test(digits) || (unit === 1 && /\D/.test(digits))) return null;
  const [whole, decimals = ""] = digits.split(/[.,]/);
  return BigInt(whole + decimals.padEnd(9, "0"));
}
