/** Which messages may stand at once, and how long each is read. */

export const MOST = 4;
const LEAST_MS = 6_000;
const A_LETTER_MS = 60;

/**
 * What has to go so that at most `MOST` stand: the oldest that would have gone by themselves. What waits for an answer
 * (an error, something that can be undone, a state that lasts) is never taken away unread.
 * @param {{goes: boolean}[]} standing oldest first
 */
export function surplus(standing) {
  return standing.filter((one) => one.goes).slice(0, Math.max(0, standing.length - MOST));
}

/** How long a text stays, in milliseconds: as long as it takes to read. */
export function readingTime(text) {
  return Math.max(LEAST_MS, text.length * A_LETTER_MS);
}
