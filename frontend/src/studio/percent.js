/** Shares: in the file parts of one, before people percent. */

/** "0.9" → "90", "" where nothing or no number stands there. */
export function percentOf(share) {
  const number = Number(share);
  return share && Number.isFinite(number) ? String(Math.round(number * 10_000) / 100) : "";
}

/** "90" → "0.9". */
export function shareOf(percent) {
  const number = Number(percent);
  return percent && Number.isFinite(number) ? String(Math.round(number * 100) / 10_000) : "";
}
