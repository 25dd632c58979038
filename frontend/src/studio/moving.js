/** Moving a step into a lane, to a free place at its middle; one undo takes all of it back. */

const GAP = 20;

/** Several changes as one. */
function Together(commandStack) {
  commandStack.registerHandler("tantam.together", TogetherHandler);
}
Together.$inject = ["commandStack"];

function TogetherHandler() {}
TogetherHandler.prototype.preExecute = ({ acts }) => {
  for (const act of acts) act();
};

export const together = { __init__: ["tantamTogether"], tantamTogether: ["type", Together] };

/**
 * @param {{modeler: object, element: object, lane: object, also: () => void}} options `also` is part of the change
 */
export function moveInto({ modeler, element, lane, also }) {
  const delta = { x: 0, y: Math.round(lane.y + lane.height / 2 - (element.y + element.height / 2)) };
  delta.x = freeOf({ modeler, element, lane, delta });
  const move = () => modeler.get("modeling").moveElements([element], delta);
  modeler.get("commandStack").execute("tantam.together", { acts: [move, also] });
}

/** How far to the right nothing else stands there. */
function freeOf({ modeler, element, lane, delta }) {
  const attached = new Set(element.attachers ?? []);
  const others = modeler
    .get("elementRegistry")
    .filter((one) => one !== element && !attached.has(one) && !one.waypoints && one.parent === element.parent)
    .filter((one) => !["bpmn:Lane", "label"].includes(one.type));
  let x = 0;
  const isTaken = (one) =>
    one.x < element.x + x + element.width + GAP &&
    one.x + one.width + GAP > element.x + x &&
    one.y < element.y + delta.y + element.height + GAP &&
    one.y + one.height + GAP > element.y + delta.y;
  for (let found = others.find(isTaken); found; found = others.find(isTaken)) {
    const next = found.x + found.width + GAP - element.x;
    if (element.x + next + element.width > lane.x + lane.width) return 0;
    x = next;
  }
  return x;
}
