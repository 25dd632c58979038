/** Days as people type them, day before month; the page's twin of the server's reading, without words. */

const DAY_FIRST = /^(\d{1,2})[/.\-\s]+(\d{1,2})(?:[/.\-\s]+(\d{4}|\d{2}))?$/;
const RUN_TOGETHER = /^(\d{2})(\d{2})(\d{4}|\d{2})$/;
const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const AHEAD = 20;

/**
 * The day that was typed, at noon UTC so that no clock change moves it; null for what is no day.
 * @param {string} text 22/11/2026, 22.11.26, 22-11, 22112026 or 2026-11-22
 * @param {Date} today gives the year that was left out
 */
export function parseDay(text, today) {
  const flat = text.trim();
  const iso = ISO.exec(flat);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const found = DAY_FIRST.exec(flat) ?? RUN_TOGETHER.exec(flat);
  return found && dayOf(yearOf(found[3], today), Number(found[2]), Number(found[1]));
}

function yearOf(typed, today) {
  const year = today.getUTCFullYear();
  if (!typed) return year;
  if (typed.length === 4) return Number(typed);
  const near = year - (year % 100) + Number(typed);
  return near > year + AHEAD ? near - 100 : near;
}

/** A day of the calendar, null where there is none (31 February). */
export function dayOf(year, month, day) {
  const made = new Date(Date.UTC(year, month - 1, day, 12));
  const same = made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
  return same && year >= 1900 && year < 2100 ? made : null;
}

/** 22/11/2026 */
export function writeDay(day) {
  const two = (number) => String(number).padStart(2, "0");
  return `${two(day.getUTCDate())}/${two(day.getUTCMonth() + 1)}/${day.getUTCFullYear()}`;
}

/** So many days later (or earlier). */
export function daysLater(day, count) {
  return new Date(day.getTime() + count * 86_400_000);
}

/** So many months later, on the same day or the last the month has. */
export function monthsLater(day, count) {
  const first = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + count, 1, 12));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0, 12)).getUTCDate();
  first.setUTCDate(Math.min(day.getUTCDate(), last));
  return first;
}

/** Six weeks around a month, each from Monday to Sunday. */
export function weeksOf(day) {
  const first = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1, 12));
  const monday = daysLater(first, -((first.getUTCDay() + 6) % 7));
  return Array.from({ length: 6 }, (_, week) => Array.from({ length: 7 }, (_, at) => daysLater(monday, week * 7 + at)));
}

/** The day and the time of what stands in a field for a moment. */
export function splitMoment(text) {
  const found = /^(.*\d)\s+(\d{1,2}(?:[:h.]\d{0,2})?)\s*$/i.exec(text) ?? [];
  const [day, time] = found[1] && /[:h]/i.test(found[2]) ? [found[1], found[2]] : [text, ""];
  return /^\d{1,2}[:h]\d{0,2}$/i.test(day.trim()) ? { day: "", time: day.trim() } : { day: day.trim(), time };
}
