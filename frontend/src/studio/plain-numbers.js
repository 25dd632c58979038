/** Numbers as people write them, and as FEEL has them. */
import { language } from "../language.js";

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
