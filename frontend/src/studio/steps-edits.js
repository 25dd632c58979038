/** The edits of the list on the drawing itself, each one command: one undo takes it back, and the drawing has made room. */
import { selfAndAllChildren } from "diagram-js/lib/util/Elements";
import { named } from "./renaming.js";
import { insertPlan, removePlan, swapPlan } from "./steps-plans.js";

const SIZE = { width: 120, height: 80 };
const GAP = 50;
const CLOSE = 10;

const middle = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });
const right = ({ x, width }) => x + width;

function together(modeler, act) {
  let made;
  const first = () => {
    made = act();
  };
  modeler.get("commandStack").execute("tantam.together", { acts: [first] });
  return made;
}

/** A line drawn anew between what it connects now. */
function straighten(modeler, line) {
  modeler.get("modeling").layoutConnection(line, {
    waypoints: [],
    connectionStart: middle(line.source),
    connectionEnd: middle(line.target),
  });
}

/**
 * A new step for a person after `bo`, or in the line `flow`.
 * @returns {object | null} the new element
 */
export function addStep({ modeler, bo, flow, name }) {
  const plan = flow ? { flow } : insertPlan(bo);
  if (!plan) return null;
  const registry = modeler.get("elementRegistry");
  const line = plan.flow && registry.get(plan.flow.id);
  const source = line ? line.source : registry.get(plan.after.id);
  const modeling = modeler.get("modeling");
  return together(modeler, () => {
    const size = sizeBeside(source);
    const place = placeFor({ modeler, source, target: line?.target, size });
    const made = modeling.createShape({ type: "bpmn:UserTask", ...size }, place, source.parent);
    named({ modeler, element: made, bo: made.businessObject, text: name ?? "" });
    if (line) {
      const { target } = line;
      modeling.reconnectEnd(line, made, middle(made));
      straighten(modeler, line);
      straighten(modeler, modeling.connect(made, target, { type: "bpmn:SequenceFlow" }));
    } else modeling.connect(source, made, { type: "bpmn:SequenceFlow" });
    return made;
  });
}

function sizeBeside(source) {
  const isLike = source.type.endsWith("Task") || source.type === "bpmn:CallActivity";
  return isLike ? { width: source.width, height: source.height } : SIZE;
}

/** Where it goes, with what stands to the right moved on as far as is needed; lanes and pool grow along. */
function placeFor({ modeler, source, target, size }) {
  const isBranch = target && !source.type.endsWith("Task") && target.x >= right(source);
  const y = middle(isBranch ? target : source).y;
  const from = right(source);
  const free = (isBranch ? target.x : nextIn({ modeler, source, y, size })) - from;
  const needed = size.width + 2 * GAP;
  if (free < needed) {
    const start = isBranch ? target.x - 1 : from + 1;
    makeRoom({ modeler, start, by: needed - free });
  }
  return { x: from + GAP + size.width / 2, y };
}

/** Where the next thing in the same row begins, or the end of the lane. */
function nextIn({ modeler, source, y, size }) {
  const [top, bottom] = [y - size.height / 2 - CLOSE, y + size.height / 2 + CLOSE];
  const isInRow = (one) => one.y < bottom && one.y + one.height > top && one.x >= right(source);
  const beside = modeler
    .get("elementRegistry")
    .filter((one) => one.parent === source.parent && !one.waypoints && one !== source && one.host !== source)
    .filter((one) => !["bpmn:Lane", "label"].includes(one.type) && isInRow(one));
  const end = source.parent.width ? right(source.parent) : Number.POSITIVE_INFINITY;
  return Math.min(end, ...beside.map((one) => one.x));
}

/** As the space tool does it. */
export function makeRoom({ modeler, start, by }) {
  const tool = modeler.get("spaceTool");
  const all = selfAndAllChildren(modeler.get("canvas").getRootElement(), true);
  const { movingShapes, resizingShapes } = tool.calculateAdjustments(all, "x", by, start);
  tool.makeSpace(movingShapes, resizingShapes, { x: by, y: 0 }, "e", start);
}

/** @returns {Array<object> | null} what else went with it; null where the list cannot do it */
export function removeStep({ modeler, bo }) {
  const plan = removePlan(bo);
  if (!plan) return null;
  const registry = modeler.get("elementRegistry");
  const modeling = modeler.get("modeling");
  return together(modeler, () => {
    for (const { flow, to } of plan.lines) {
      const [line, target] = [registry.get(flow.id), registry.get(to.id)];
      modeling.reconnectEnd(line, target, middle(target));
      straighten(modeler, line);
    }
    modeling.removeElements([bo, ...plan.gone].map(({ id }) => registry.get(id)).filter(Boolean));
    return plan.gone;
  });
}

/** @returns {boolean} whether it could be moved ("up" or "down") */
export function moveStep({ modeler, bo, way }) {
  const plan = swapPlan(bo, way);
  if (!plan) return false;
  const registry = modeler.get("elementRegistry");
  const modeling = modeler.get("modeling");
  const at = ({ id }) => registry.get(id);
  together(modeler, () => {
    for (const { flow, from, to } of plan.lines) modeling.reconnect(at(flow), at(from), at(to), middle(at(to)));
    changePlaces({ modeler, first: at(plan.first), second: at(plan.second) });
    for (const { flow } of plan.lines) straighten(modeler, at(flow));
    return true;
  });
  return true;
}

/** Each keeps its lane, and so who does it; where its new place in it is taken, both stay and only the lines change. */
function changePlaces({ modeler, first, second }) {
  const modeling = modeler.get("modeling");
  const moves = [first, second].map((one, at) => ({ one, x: middle([second, first][at]).x - middle(one).x }));
  const isTaken = ({ one, x }) =>
    modeler
      .get("elementRegistry")
      .find(
        (other) =>
          other.parent === one.parent &&
          !other.waypoints &&
          ![first, second].includes(other) &&
          ![first, second].includes(other.host) &&
          !["bpmn:Lane", "label"].includes(other.type) &&
          other.x < right(one) + x &&
          right(other) > one.x + x &&
          other.y < one.y + one.height &&
          other.y + other.height > one.y,
      );
  if (moves.some((move) => !move.x || isTaken(move))) return;
  for (const { one, x } of moves) modeling.moveElements([one], { x, y: 0 });
}

/** As on the drawing: the English name where it is read in English and has one, else the one name there is. */
export function rename({ modeler, element, bo, text, tongue }) {
  named({ modeler, element, bo, text: text.trim(), tongue });
}
