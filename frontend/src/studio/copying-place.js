/** Where pasted elements go when no pointer shows it: a free place in what is seen, in something that may hold them. */

const GAP = 40;
const TRIES = 60;

/** @param {{near?: {x: number, y: number}}} options `near` where it was wanted, else the middle of what is seen
 *  @returns {{element: object, point: {x: number, y: number}} | null} */
export function placeFor({ injector, tree, near }) {
  const canvas = injector.get("canvas");
  const view = canvas.viewbox();
  const size = sizeOf(tree);
  const wanted = near ?? { x: view.x + view.width / 2, y: view.y + view.height / 2 };
  const centre = { x: Math.round(wanted.x), y: Math.round(wanted.y) };
  for (const element of holders({ injector, tree, centre })) {
    const around = Number.isFinite(element.x) ? within({ box: element, centre, size }) : centre;
    return { element, point: freeOf({ element, point: around, size }) };
  }
  return null;
}

function tops(tree) {
  return tree[Math.min(...Object.keys(tree).map(Number))] ?? [];
}

function sizeOf(tree) {
  const boxes = tops(tree).filter(({ x, width }) => Number.isFinite(x) && width); // an arrow has a width and no place
  const [left, top] = [Math.min(...boxes.map(({ x }) => x)), Math.min(...boxes.map(({ y }) => y))];
  return {
    width: Math.max(...boxes.map(({ x, width }) => x + width)) - left || 0,
    height: Math.max(...boxes.map(({ y, height }) => y + height)) - top || 0,
  };
}

/** What is seen first that may hold them: a pool where there are pools, else the drawing. */
function holders({ injector, tree, centre }) {
  const root = injector.get("canvas").getRootElement();
  const isPools = tops(tree).some(({ made }) => made?.bo?.$type === "bpmn:Participant");
  const pools = root.children.filter((one) => one.type === "bpmn:Participant" && one.businessObject.processRef);
  if (isPools || !pools.length) return [root];
  const away = ({ x, y, width, height }) =>
    Math.hypot(Math.max(x - centre.x, 0, centre.x - x - width), Math.max(y - centre.y, 0, centre.y - y - height));
  return pools.sort((one, other) => away(one) - away(other));
}

function within({ box, centre, size }) {
  const between = (value, least, most) => Math.round(Math.max(least, Math.min(value, Math.max(least, most))));
  return {
    x: between(centre.x, box.x + GAP + size.width / 2, box.x + box.width - GAP - size.width / 2),
    y: between(centre.y, box.y + GAP + size.height / 2, box.y + box.height - GAP - size.height / 2),
  };
}

/** Downwards from there until nothing else stands in the way. */
function freeOf({ element, point, size }) {
  const others = element.children.filter((one) => one.width && !one.hidden && one.type !== "bpmn:Lane");
  const isTaken = ({ x, y }) =>
    others.some(
      (one) =>
        one.x < x + size.width / 2 + GAP / 2 &&
        one.x + one.width > x - size.width / 2 - GAP / 2 &&
        one.y < y + size.height / 2 + GAP / 2 &&
        one.y + one.height > y - size.height / 2 - GAP / 2,
    );
  const free = { ...point };
  for (let tried = 0; tried < TRIES && isTaken(free); tried += 1) free.y += GAP / 2;
  return free;
}
