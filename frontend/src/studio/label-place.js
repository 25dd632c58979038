/** Where the name beside an element has room, when it is drawn in another language than it was placed in. */
export const LINE_HEIGHT = 15.5;
const LEAST_WIDTH = 90;
const WIDER = 1.4;
const NEAR = 12;
const SLACK = 4;

/** Whether a name laid out in these lines stays in its place, no word of it broken. */
export function fits(lines, { name, height }) {
  const isWhole = (word) => lines.some((line) => line.includes(word));
  return name.split(/\s+/).every(isWhole) && lines.length * LINE_HEIGHT <= Math.max(height, LINE_HEIGHT) + SLACK;
}

/** How wide the other name may become. */
export function widthFor(width) {
  return Math.max(LEAST_WIDTH, width * WIDER);
}

/** Whether a label stands above what it names: a shape, or the piece of an arrow that runs below it. */
export function isAbove(label, target) {
  const [x, y] = [label.x + label.width / 2, label.y + label.height / 2];
  if (!target.waypoints) return y < target.y + target.height / 2;
  const pieces = target.waypoints.slice(1).map((end, at) => [target.waypoints[at], end]);
  const beside = pieces
    .filter(([a, b]) => Math.abs(a.y - b.y) < 1 && Math.min(a.x, b.x) <= x && x <= Math.max(a.x, b.x))
    .map(([{ y: height }]) => height - y);
  const nearest = beside.sort((a, b) => Math.abs(a) - Math.abs(b))[0];
  return nearest > 0;
}

/**
 * The corner of a shape that no event at its edge covers.
 * @param {{x: number, y: number, width: number, height: number, attachers?: object[]}} shape
 * @param {string[]} wanted corners in the order of preference: "top right", "bottom right", …
 */
export function freeCorner(shape, wanted) {
  const covers = (corner) => {
    const x = shape.x + (corner.endsWith("right") ? shape.width : 0);
    const y = shape.y + (corner.startsWith("bottom") ? shape.height : 0);
    return (shape.attachers ?? []).some(
      (event) =>
        x > event.x - NEAR &&
        x < event.x + event.width + NEAR &&
        y > event.y - NEAR &&
        y < event.y + event.height + NEAR,
    );
  };
  return wanted.find((corner) => !covers(corner)) ?? wanted[0];
}
