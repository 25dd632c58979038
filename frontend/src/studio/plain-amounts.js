/** Amounts and days typed into a table in words, as the table itself says them: "từ 500.000 đ trở lên" is `>= 500000`. */
import { language } from "../language.js";
import { namesUnit, readMoney, unitOf } from "./plain-money.js";
import { readNumbers } from "./plain-numbers.js";

const GROUPED = { vi: /^-?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$/u, en: /^-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/u };
const PLAIN = { vi: /^-?\d+(?:,\d+)?$/u, en: /^-?\d+(?:\.\d+)?$/u };
const MARKS = { vi: [".", ","], en: [",", "."] };
const DAY = /(?<![\d/])(\d{1,2})\/(\d{1,2})\/(\d{4})(?![\d/])/gu;
const MONEY = /(?<=\d)\s*(?:vnđ|vnd|đồng|đ|₫)(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}_])(?:vnđ|vnd)\s*(?=\d)/giu;
const SIGNS = /^(?:date\("[\d-]+"\)|[\s<>=[\](),.\d-])+$/u;
const SAID = {
  vi: [
    [/^(?:từ )?(.+?) (?:đến|tới) (.+)$/iu, "[{}..{}]"],
    [/^giữa (.+?) và (.+)$/iu, "[{}..{}]"],
    [/^(?:từ )?(.+?) trở lên$/iu, ">= {}"],
    [/^(?:từ )?(.+?) trở xuống$/iu, "<= {}"],
    [/^(?:từ|ít nhất|tối thiểu) (.+)$/iu, ">= {}"],
    [/^(?:trên|(?:lớn |nhiều )?hơn|sau) (.+)$/iu, "> {}"],
    [/^(?:dưới|(?:nhỏ|ít) hơn|trước) (.+)$/iu, "< {}"],
    [/^(?:nhiều nhất|tối đa|không quá|đến hết|đến|tới) (.+)$/iu, "<= {}"],
    [/^(?:khác|không phải) (.+)$/iu, "not({})"],
  ],
  en: [
    [/^between (.+?) and (.+)$/iu, "[{}..{}]"],
    [/^(?:from )?(.+?) to (.+)$/iu, "[{}..{}]"],
    [/^(.+?) (?:or|and) (?:more|above|over)$/iu, ">= {}"],
    [/^(.+?) (?:or|and) (?:less|below|under)$/iu, "<= {}"],
    [/^(?:from|at least) (.+)$/iu, ">= {}"],
    [/^(?:more than|over|above|after) (.+)$/iu, "> {}"],
    [/^(?:less than|under|below|before) (.+)$/iu, "< {}"],
    [/^(?:at most|up to|until) (.+)$/iu, "<= {}"],
    [/^not (.+)$/iu, "not({})"],
  ],
};
const OR = { vi: /\s+hoặc\s+|,\s+/iu, en: /\s+or\s+|,\s+/iu };
const BETWEEN = /^([[(\]])(.+?)\.\.(.+)([\])[])$/u;

const COMPARED = /^((?:[<>]=?|=)\s*)(.+)$/u;

/**
 * @param {string} kind what the column asks for: "money" is read as the ticket's forms read it, "number" where
 *   thousands or millions are named; what is known to be neither stays unless it can only be meant so
 * @returns {string} the expression that is meant, "" where this is no amount said in words
 */
export function readAmount(typed, side, tongue = language(), kind = "") {
  const text = typed.trim().normalize("NFC").replaceAll("≥", ">=").replaceAll("≤", "<=");
  if (side === "outputs") return readSigns(text, side, tongue, kind);
  for (const [said, feel] of [SAID[tongue], SAID[tongue === "vi" ? "en" : "vi"]].flat()) {
    const ends = text.match(said)?.slice(1);
    const values = ends && valuesOf(ends, tongue, kind);
    if (values?.every(Boolean)) return feel.replaceAll("{}", () => values.shift());
  }
  const several = text.split(OR[tongue]).map((one) => amountOf(one, tongue, kind));
  if (several.length > 1) return several.every(Boolean) ? several.join(", ") : "";
  return readSigns(text, side, tongue, kind);
}

/** The ends of a range; "từ 1 đến 2 triệu" begins at a million too. */
function valuesOf([first, second], tongue, kind) {
  const one = amountOf(first, tongue, kind);
  if (!second) return [one];
  const other = amountOf(second, tongue, kind);
  const unit = /^\d{1,3}(?:[.,]\d)?$/u.test(first) && unitOf(second);
  const shared = unit ? readMoney(first + unit) : "";
  return [shared && Number(shared) < Number(other) ? shared : one, other];
}

/** One amount or day that can only be meant so, or several with signs of comparison, where money or a day is named. */
function readSigns(text, side, tongue, kind) {
  const bare = text.replace(MONEY, "").trim();
  const isOne = GROUPED[tongue].test(bare) && bare.includes(MARKS[tongue][1]);
  const isMeant = kind === "money" || bare !== text || (kind === "number" && namesUnit(text));
  if (isOne || isMeant) {
    const [, sign, rest] = text.match(COMPARED) ?? [text, "", text];
    const one = amountOf(rest, tongue, kind);
    if (one) return sign + one;
  }
  const [, from, least, most, to] = text.match(BETWEEN) ?? [];
  const ends = from ? valuesOf([least, most], tongue, kind) : [];
  if (from && ends.every(Boolean)) return `${from}${ends.join("..")}${to}`;
  const dated = withDays(bare);
  return dated !== text && SIGNS.test(dated) ? readNumbers(dated, side, tongue) : "";
}

function amountOf(text, tongue, kind) {
  const bare = text.replace(MONEY, "").trim();
  const money = kind === "money" || bare !== text.trim() || namesUnit(text) ? readMoney(text) : "";
  if (money) return money;
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
