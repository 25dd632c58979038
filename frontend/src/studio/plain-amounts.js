/** Amounts and days typed into a table in words, as the table itself says them: "từ 500.000 đ trở lên" is `>= 500000`. */
import { language } from "../language.js";
import { readNumbers } from "./plain-numbers.js";

const GROUPED = { vi: /^-?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$/u, en: /^-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/u };
const PLAIN = { vi: /^-?\d+(?:,\d+)?$/u, en: /^-?\d+(?:\.\d+)?$/u };
const MARKS = { vi: [".", ","], en: [",", "."] };
const DAY = /(?<![\d/])(\d{1,2})\/(\d{1,2})\/(\d{4})(?![\d/])/gu;
const MONEY = /(?<=\d)\s*(?:vnđ|vnd|đồng|đ|₫)(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}_])(?:vnđ|vnd)\s*(?=\d)/giu;
const SIGNS = /^(?:date\("[\d-]+"\)|[\s<>=[\](),.\d-])+$/u;
const SAID = {
  vi: [
    [/^từ (.+?) (?:đến|tới) (.+)$/iu, "[{}..{}]"],
    [/^từ (.+?) trở lên$/iu, ">= {}"],
    [/^(?:từ|ít nhất|tối thiểu) (.+)$/iu, ">= {}"],
    [/^(?:trên|hơn|sau) (.+)$/iu, "> {}"],
    [/^(?:dưới|trước) (.+)$/iu, "< {}"],
    [/^(?:nhiều nhất|tối đa|không quá|đến hết|đến|tới) (.+)$/iu, "<= {}"],
    [/^(?:khác|không phải) (.+)$/iu, "not({})"],
  ],
  en: [
    [/^(?:from )?(.+?) to (.+)$/iu, "[{}..{}]"],
    [/^(.+?) or more$/iu, ">= {}"],
    [/^(?:from|at least) (.+)$/iu, ">= {}"],
    [/^(?:more than|over|above|after) (.+)$/iu, "> {}"],
    [/^(?:less than|under|below|before) (.+)$/iu, "< {}"],
    [/^(?:at most|up to|until) (.+)$/iu, "<= {}"],
    [/^not (.+)$/iu, "not({})"],
  ],
};
const OR = { vi: /\s+hoặc\s+|,\s+/iu, en: /\s+or\s+|,\s+/iu };
const BETWEEN = /^([[(\]])(.+?)\.\.(.+)([\])[])$/u;

/** @returns {string} the expression that is meant, "" where this is no amount said in words */
export function readAmount(typed, side, tongue = language()) {
  const text = typed.trim();
  if (side === "outputs") return readSigns(text, side, tongue);
  for (const [said, feel] of SAID[tongue] ?? []) {
    const values = text
      .match(said)
      ?.slice(1)
      .map((one) => amountOf(one, tongue));
    if (values) return values.every(Boolean) ? feel.replaceAll("{}", () => values.shift()) : "";
  }
  const several = text.split(OR[tongue]).map((one) => amountOf(one, tongue));
  if (several.length > 1) return several.every(Boolean) ? several.join(", ") : "";
  return readSigns(text, side, tongue);
}

/** One amount or day that can only be meant so, or several with signs of comparison, where money or a day is named. */
function readSigns(text, side, tongue) {
  const bare = text.replace(MONEY, "").trim();
  const isOne = GROUPED[tongue].test(bare) && bare.includes(MARKS[tongue][1]);
  if (isOne || (bare !== text && amountOf(bare, tongue))) return amountOf(bare, tongue);
  const [, from, least, most, to] = bare.match(BETWEEN) ?? [];
  const ends = from ? [amountOf(least, tongue), amountOf(most, tongue)] : [];
  if (from && ends.every(Boolean)) return `${from}${ends.join("..")}${to}`;
  const dated = withDays(bare);
  return dated !== text && SIGNS.test(dated) ? readNumbers(dated, side, tongue) : "";
}

function amountOf(text, tongue) {
  const bare = text.replace(MONEY, "").trim();
  if (GROUPED[tongue].test(bare) || PLAIN[tongue].test(bare))
    return bare.replaceAll(MARKS[tongue][0], "").replace(MARKS[tongue][1], ".");
  const dated = withDays(bare);
  return dated !== bare && /^date\("[\d-]+"\)$/u.test(dated) ? dated : "";
}

/** Days are written day first, in both languages; what is no day stays. */
function withDays(text) {
  return text.replace(DAY, (typed, day, month, year) => {
    const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    const at = new Date(`${iso}T00:00:00Z`);
    return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? `date("${iso}")` : typed;
  });
}
