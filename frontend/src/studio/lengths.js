/** Lengths of time as people type them ↔ ISO 8601: 30 minutes ↔ PT30M. */

import { language } from "../language.js";

const UNITS = { minutes: ["PT", "M"], hours: ["PT", "H"], days: ["P", "D"] };
const ONE = /^P(?:T(\d+)([MH])|(\d+)D)$/;
const MINUTES = { D: 1440, H: 60, M: 1 };

/**
 * @param {string} iso
 * @returns {{count: string, unit: "minutes"|"hours"|"days"} | null} null where a single unit cannot say it (P1DT2H goes
 *   as hours, PT1H30M as minutes; seconds, weeks, months and FEEL cannot)
 */
export function readLength(iso) {
  if (!iso) return { count: "", unit: "minutes" };
  const found = ONE.exec(iso.trim());
  if (found) return { count: found[1] ?? found[3], unit: { M: "minutes", H: "hours" }[found[2]] ?? "days" };
  const mixed = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(iso.trim());
  if (!mixed || !(mixed[1] || mixed[2] || mixed[3])) return null;
  const minutes = (mixed[1] ?? 0) * MINUTES.D + (mixed[2] ?? 0) * MINUTES.H + (mixed[3] ?? 0) * MINUTES.M;
  return minutes % 60 ? { count: String(minutes), unit: "minutes" } : { count: String(minutes / 60), unit: "hours" };
}

/** "" where nothing (or no whole number) was typed. */
export function writeLength({ count, unit }) {
  if (!/^\d+$/.test(String(count).trim())) return "";
  const [before, after] = UNITS[unit];
  return `${before}${Number(count)}${after}`;
}

/** What a working day has: by it days are typed where only working time counts. */
export const WORKING_DAY_HOURS = 8;

/** As `readLength` says it where only working time counts: a day of a file is 24 working hours there, and is said so. */
export function readWorkingLength(iso) {
  const length = readLength(iso);
  if (length?.unit !== "days") return length;
  return { count: String(Number(length.count) * 24), unit: "hours" };
}

/** How many working days a length has, where it is whole or half ones; 0 where it is none. */
export function workingDaysIn(iso) {
  const length = readWorkingLength(iso);
  const days = length?.unit === "hours" ? Number(length.count) / WORKING_DAY_HOURS : 0;
  return days >= 1 && Number.isInteger(days * 2) ? days : 0;
}

/** Short words for a badge on the drawing: "30 phút", "2 h". */
export function shortLength(iso, tongue, { isWorkingTime = false } = {}) {
  const length = isWorkingTime ? readWorkingLength(iso) : readLength(iso);
  if (!length?.count) return iso;
  const words = { vi: { minutes: "phút", hours: "giờ", days: "ngày" }, en: { minutes: "min", hours: "h", days: "d" } };
  return `${inLanguage(Number(length.count), tongue)} ${words[tongue][length.unit]}`;
}

/** A number with the signs of its language: 1.080 and 1,5; 1,080 and 1.5. */
export function inLanguage(number, tongue = language()) {
  return number.toLocaleString(tongue === "vi" ? "vi-VN" : "en-GB");
}

/** A time of day as people type it, "8", "8h30", "8:30", "0830", as the file has it: "08:30"; "" where it is none. */
export function writeClock(text) {
  const match = /^\s*(\d{1,2})\s*(?:[:hg.]?\s*(\d{2}))?\s*[hg]?\s*$/i.exec(text);
  const [hour, minute] = [Number(match?.[1]), Number(match?.[2] ?? 0)];
  if (!match || minute > 59 || hour * 60 + minute > 24 * 60) return "";
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

const TYPED_UNITS = [
  ["minutes", /^(p|ph|phút|phut|m|min|mins|minute|minutes|)$/],
  ["hours", /^(g|giờ|gio|h|hour|hours|tiếng|tieng)$/],
  ["days", /^(n|ngày|ngay|d|day|days)$/],
];

const HALF = /^(rưỡi|ruoi)$/;
const ONE_PIECE = /(\d+(?:[.,]\d+)?|nửa|half)\s*(?:an\s+|a\s+)?([\p{L}]*)/gu;

/**
 * A length as it is typed in one field: "30 phút", "2h", "1 giờ 30 phút", "1,5 giờ", "1 tiếng rưỡi", "nửa tiếng", a number
 * alone as minutes, or ISO 8601.
 * @param {{dayHours?: number}} options what a day that is typed has; that of ISO 8601 has 24
 * @returns {string | null} ISO 8601, "" for nothing, null where it cannot be read
 */
export function readTyped(text, { dayHours = 24 } = {}) {
  const typed = text.trim().toLowerCase().normalize("NFC");
  if (!typed) return "";
  if (/^p/i.test(typed) && readLength(typed.toUpperCase())) return typed.toUpperCase();
  const minutes = minutesOf(typed.split(/\s+/).filter(Boolean), { minutes: 1, hours: 60, days: dayHours * 60 });
  if (minutes === null || !Number.isInteger(minutes)) return null;
  if (minutes % 60) return `PT${minutes}M`;
  return dayHours === 24 && minutes && minutes % MINUTES.D === 0 ? `P${minutes / MINUTES.D}D` : `PT${minutes / 60}H`;
}

/** The sum of all pieces, a number without a unit behind the first as minutes; null where a word is none of them. */
function minutesOf(words, sizes) {
  const isHalf = HALF.test(words.at(-1) ?? "");
  const text = (isHalf ? words.slice(0, -1) : words).join(" ");
  const pieces = [...text.matchAll(ONE_PIECE)];
  if (!pieces.length || text.replace(ONE_PIECE, "").trim()) return null;
  const units = pieces.map(([, , name]) => TYPED_UNITS.find(([, pattern]) => pattern.test(name))?.[0]);
  if (!units.every(Boolean)) return null;
  const sum = pieces.reduce((all, [, count], at) => all + numberIn(count) * sizes[units[at]], 0);
  return isHalf ? sum + sizes[units.at(-1)] / 2 : sum;
}

function numberIn(count) {
  return /^\d/.test(count) ? Number(count.replace(",", ".")) : 0.5;
}
