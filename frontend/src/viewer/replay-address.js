/**
 * What is being played back, as the page's address says it, so that a colleague who is sent it sees the same: the
 * version, the day (the last of the week), the speed, and where somebody stopped. Filters stand in it already.
 */
import { parseDay, writeDay } from "../days.js";

const SPEEDS = ["0.5", "1", "2", "4"];
const NAMES = ["replay", "replay_span", "replay_speed", "replay_still", "replay_at"];

/**
 * @param {string} search what stands behind the ? of an address
 * @returns {?{day: string, span: string, speed: string, still: boolean, at: ?number}} day as people write it; `still` where
 *   what is still is played too; null where nothing is
 *   played back
 */
export function readReplay(search) {
  const asked = new URLSearchParams(search);
  const day = parseDay(asked.get("replay") ?? "", new Date());
  if (!day) return null;
  const at = asked.get("replay_at");
  return {
    day: writeDay(day),
    span: asked.get("replay_span") === "week" ? "week" : "day",
    speed: SPEEDS.includes(asked.get("replay_speed")) ? asked.get("replay_speed") : "1",
    still: asked.get("replay_still") === "1",
    at: /^\d{1,7}$/.test(at ?? "") ? Number(at) : null,
  };
}

/**
 * The same address with what is played back, or without it.
 * @param {string} href
 * @param {?{day: string, span: string, speed: string, still: boolean, at: ?number, version: string}} state null takes it out
 */
export function withReplay(href, state) {
  const url = new URL(href);
  for (const name of NAMES) url.searchParams.delete(name);
  const day = state && parseDay(state.day, new Date());
  if (day) {
    if (state.version) url.searchParams.set("version", state.version);
    url.searchParams.set("replay", day.toISOString().slice(0, 10));
    if (state.span !== "day") url.searchParams.set("replay_span", state.span);
    if (state.speed !== "1") url.searchParams.set("replay_speed", state.speed);
    if (state.still) url.searchParams.set("replay_still", "1");
    if (state.at !== null) url.searchParams.set("replay_at", String(Math.round(state.at)));
  }
  return url.href;
}
