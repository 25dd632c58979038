/** How much room is missing around what was dropped onto an arrow. */

const GAP = 50;

const right = ({ x, width }) => x + width;

/** Only in a row that goes from left to right: elsewhere the arrows know their own way. */
export function missing({ source, shape, target }) {
  if (right(source) > shape.x || right(shape) > target.x) return { before: 0, behind: 0 };
  const short = (free) => Math.max(0, Math.round(GAP - free));
  return { before: short(shape.x - right(source)), behind: short(target.x - right(shape)) };
}
