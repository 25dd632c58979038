/** How soon what was announced is fetched: at once after a quiet time, else when its own pace allows it. */

/** What happens together is fetched together. */
export const PAUSE_MS = 300;

/**
 * @param {{every: number, last?: number, now: number}} pace milliseconds between two fetches, when the last one was
 * @returns {number} milliseconds to wait
 */
export function waitFor({ every, last = Number.NEGATIVE_INFINITY, now }) {
  return Math.max(PAUSE_MS, last + every - now);
}
