/** How much room is missing around what was dropped onto an arrow. */

const GAP = 50;

const right = ({ x, width }) => x + width;
const middle = ({ x, width }) => x + width / 2;

/**
 * Only in a row that goes from left to right: elsewhere the arrows know their own way. What was dropped may be wider than
 * the arrow was long.
 */
export function missing({ source, shape, target }) {
  const isBetween = right(source) <= middle(shape) && middle(shape) <= target.x;
  if (!isBetween) return { before: 0, behind: 0 };
  const short = (free) => Math.max(0, Math.round(GAP - free));
  return { before: short(shape.x - right(source)), behind: short(target.x - right(shape)) };
}
