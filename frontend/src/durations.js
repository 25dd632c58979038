import { language, say } from "./language.js";

const UNITS = [
  [86_400, "day", "days"],
  [3_600, "hour", "hours"],
  [60, "minute", "minutes"],
];

/**
 * A length of time in its largest units, as tantam/ui/values/formatting.py says it.
 * @param {number} seconds
 * @param {{parts?: number, tongue?: string}} options
 */
export function duration(seconds, { parts = 2, tongue = language() } = {}) {
  let rest = Math.round(Math.abs(seconds));
  const found = [];
  for (const [size, one, many] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count) found.push(unit(count === 1 ? one : many, count, tongue));
    else if (found.length) break;
    if (found.length === parts) break;
  }
  return found.length ? found.join(" ") : unit("seconds", rest, tongue);
}

function unit(key, count, tongue) {
  return say(key, count, tongue).replace(" ", "\u00a0");
}

/** "5 phút trước", "in 5 min", under a minute "vừa xong". */
export function relative(then, now, tongue = language()) {
  const seconds = (now - then) / 1000;
  if (Math.abs(seconds) < 60) return say("now", "", tongue);
  return say(seconds > 0 ? "ago" : "soon", duration(seconds, { parts: 1, tongue }), tongue);
}

export const SOON_SECONDS = 15 * 60;

/** The state of a running clock: ok, soon or overdue. */
export function clockState(due, now, soonSeconds = SOON_SECONDS) {
  const left = (due - now) / 1000;
  if (left < 0) return "overdue";
  return left <= soonSeconds ? "soon" : "ok";
}

/** What a running clock says. */
export function clockWords(due, now, tongue = language()) {
  const left = (due - now) / 1000;
  return say(left < 0 ? "over" : "left", duration(left, { tongue }), tongue);
}
