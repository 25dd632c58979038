/** Lengths of time as people type them ↔ ISO 8601: 30 minutes ↔ PT30M. */

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

/** Short words for a badge on the drawing: "30 phút", "2 h". */
export function shortLength(iso, tongue) {
  const length = readLength(iso);
  if (!length?.count) return iso;
  const words = { vi: { minutes: "phút", hours: "giờ", days: "ngày" }, en: { minutes: "min", hours: "h", days: "d" } };
  return `${length.count} ${words[tongue][length.unit]}`;
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

/**
 * A length as it is typed in one field: "30 phút", "2h", "1 giờ 30 phút", a number alone as minutes, or ISO 8601.
 * @returns {string | null} ISO 8601, "" for nothing, null where it cannot be read
 */
export function readTyped(text) {
  const typed = text.trim().toLowerCase();
  if (!typed) return "";
  if (/^p/i.test(typed) && readLength(typed.toUpperCase())) return typed.toUpperCase();
  const pieces = [...typed.matchAll(/(\d+)\s*([\p{L}]*)/gu)];
  if (!pieces.length || typed.replace(/(\d+)\s*([\p{L}]*)/gu, "").trim()) return null;
  const sizes = { minutes: 1, hours: 60, days: 1440 };
  const units = pieces.map(([, , name], at) =>
    name || !at ? TYPED_UNITS.find(([, pattern]) => pattern.test(name))?.[0] : "minutes",
  );
  if (!units.every(Boolean)) return null;
  if (units.length === 1) return writeLength({ count: pieces[0][1], unit: units[0] });
  const minutes = pieces.reduce((sum, [, count], at) => sum + Number(count) * sizes[units[at]], 0);
  return minutes % 60 ? `PT${minutes}M` : `PT${minutes / 60}H`;
}
