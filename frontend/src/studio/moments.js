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
