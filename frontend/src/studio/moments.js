/** Moments and repetitions of timers as people type them ↔ ISO 8601. What is neither stays a formula. */
import { parseDay, splitMoment, writeDay } from "../days.js";
import { writeClock } from "./lengths.js";

const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::00(?:\.0+)?)?(?:\+07:00)?$/;
const CYCLE = /^R(\d*)\/(P[^/]+)$/;
const ZONE = "+07:00";

/** "2026-12-31T08:00:00+07:00", also in quotes → "31/12/2026 08:00"; anything else as it is. */
export function readMoment(text) {
  const found = INSTANT.exec((text ?? "").trim().replace(/^"(.*)"$/, "$1"));
  return found ? `${writeDay(parseDay(found[1], new Date()))} ${found[2]}` : (text ?? "");
}

/** "31/12/2026 8:00" → "2026-12-31T08:00:00+07:00", a day alone begins at midnight; anything else as it is. */
export function writeMoment(typed, today = new Date()) {
  const { day, time } = splitMoment(typed.trim());
  const found = /^\d/.test(day) && parseDay(day, today);
  const clock = time ? writeClock(time) : "00:00";
  return found && clock ? `${found.toISOString().slice(0, 10)}T${clock}:00${ZONE}` : typed.trim();
}

/**
 * @param {string} iso
 * @returns {{every: string, times: string} | null} "R3/PT1H" → every PT1H, 3 times ("" for ever); null where it says more
 */
export function readCycle(iso) {
  if (!iso?.trim()) return { every: "", times: "" };
  const found = CYCLE.exec(iso.trim());
  return found && { every: found[2], times: found[1] };
}

/** "" while there is no length. */
export function writeCycle({ every, times }) {
  const count = Number.parseInt(times, 10);
  return every ? `R${count > 0 ? count : ""}/${every}` : "";
}

const LUNAR = /^(?:âm(?: lịch)?|lunar)\s+/i;
const LAST = /^(?:cuối(?: tháng)?|ngày cuối tháng|last(?: day)?)$/i;

/** "15|last|12-20|lunar:12-23" → "15, cuối tháng, 20/12, âm 23/12" in the page's words. */
export function readDates(keys, { last, lunar }) {
  const said = keys.map((key) => {
    const found = /^(lunar:)?(\d{1,2})-(\d{1,2})$/.exec(key);
    if (found) return `${found[1] ? `${lunar} ` : ""}${Number(found[3])}/${Number(found[2])}`;
    return key === "last" ? last : key;
  });
  return said.join(", ");
}

/** What people type, as keys; what is none of these stays, and the check says so. */
export function writeDates(typed) {
  const parts = typed
    .split(/[,;|]/)
    .map((part) => part.trim())
    .filter(Boolean);
  return parts.map((part) => {
    if (LAST.test(part)) return "last";
    const isLunar = LUNAR.test(part);
    const found = /^(\d{1,2})[/.-](\d{1,2})$/.exec(part.replace(LUNAR, ""));
    if (!found) return part;
    const [day, month] = [found[1], found[2]].map((text) => text.padStart(2, "0"));
    return `${isLunar ? "lunar:" : ""}${month}-${day}`;
  });
}
