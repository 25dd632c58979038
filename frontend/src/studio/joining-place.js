/** The way of an arrow made of two, and how far its name stands from it. */
const CLOSE = 4;

const middle = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });

/** Whether two ways are the same for the eye. */
export function lieAlike(one, other) {
  const bends = (way) => way.filter((_, at) => at > 0 && at < way.length - 1);
  if (bends(one).length !== bends(other).length) return false;
  return one.every((point, at) => Math.abs(point.x - other[at].x) < CLOSE && Math.abs(point.y - other[at].y) < CLOSE);
}

/** Over where the deleted step stood, null where that lies on the straight way. */
export function detour({ source, target }, { y }) {
  const [from, to] = [middle(source), middle(target)];
  const edge = (box, at) => ({ x: at.x, y: y < at.y ? box.y : box.y + box.height });
  const isBeside = (box) => y < box.y - CLOSE || y > box.y + box.height + CLOSE;
  if (!isBeside(source) || !isBeside(target)) return null;
  return [edge(source, from), { x: from.x, y }, { x: to.x, y }, edge(target, to)];
}

/** How far a name stands from the nearest piece of a way. */
export function away(label, waypoints) {
  const pieces = waypoints.slice(1).map((to, at) => boxOf(waypoints[at], to));
  return Math.min(...pieces.map((piece) => apart(label, piece)));
}

function boxOf(a, b) {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { x, y, width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

function apart(a, b) {
  const across = Math.max(b.x - a.x - a.width, a.x - b.x - b.width, 0);
  const down = Math.max(b.y - a.y - a.height, a.y - b.y - b.height, 0);
  return Math.hypot(across, down);
}
