/** Where the menu beside an arrow covers nothing that is read. */
const GAP = 10;
const SHARES = [0.5, 0.35, 0.65, 0.2, 0.8, 0.08, 0.92];

const overlap = (a, b) =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));

/** The point so far along a way. */
function along(waypoints, share) {
  const pieces = waypoints.slice(1).map((to, at) => ({ from: waypoints[at], to }));
  const lengths = pieces.map(({ from, to }) => Math.hypot(to.x - from.x, to.y - from.y));
  let left = share * lengths.reduce((sum, one) => sum + one, 0);
  for (const [at, { from, to }] of pieces.entries()) {
    if (left <= lengths[at] || at === pieces.length - 1) {
      const part = lengths[at] ? Math.min(1, left / lengths[at]) : 0;
      return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
    }
    left -= lengths[at];
  }
  return waypoints[0];
}

/**
 * @param {object} options all in one measure
 * @param {Array<{x: number, y: number}>} options.waypoints the arrow
 * @param {{width: number, height: number}} options.size of the menu
 * @param {Array<{x: number, y: number, width: number, height: number}>} options.taken steps, events and names
 * @param {{x: number, y: number, width: number, height: number}} options.view what is seen
 * @returns {{x: number, y: number}} its upper left corner: beside the middle of the arrow, else where it covers least
 */
export function padPlace({ waypoints, size, taken, view }) {
  const places = SHARES.flatMap((share) => {
    const { x, y } = along(waypoints, share);
    return [
      { x: x + GAP, y: y + GAP },
      { x: x + GAP, y: y - GAP - size.height },
      { x: x - GAP - size.width, y: y + GAP },
      { x: x - GAP - size.width, y: y - GAP - size.height },
    ];
  });
  const area = size.width * size.height;
  const cost = (place) => {
    const box = { ...place, ...size };
    const covered = taken.reduce((sum, one) => sum + overlap(box, one), 0);
    return covered + 4 * (area - overlap(box, view));
  };
  let best = places[0];
  let least = Number.POSITIVE_INFINITY;
  for (const place of places) {
    const found = cost(place);
    if (found < 1) return place;
    if (found < least) [best, least] = [place, found];
  }
  return best;
}
