/** What becomes of the flow when a step is put in, taken out or changes places: found in the model, done in steps-edits.js. */
import { Graph, isApart, isStep } from "./steps-graph.js";

/**
 * A new step after `bo`.
 * @returns {{flow: object} | {after: object} | null} into this line, or behind the last one; null where several ways
 *   lead on, which a list cannot tell apart
 */
export function insertPlan(bo, graph = new Graph(bo.$parent)) {
  if (isApart(bo)) return null;
  const flows = graph.outgoing(bo);
  if (flows.length > 1) return null;
  return flows.length ? { flow: flows[0] } : { after: bo };
}

/**
 * Without the step `bo`.
 * @returns {{lines: Array<{flow: object, to: object}>, gone: Array<object>} | null} `lines` now lead to what came after
 *   it, `gone` is what stood at its edge and what only that led to; null where the drawing has to decide
 */
export function removePlan(bo, graph = new Graph(bo.$parent)) {
  const flows = graph.outgoing(bo).filter(({ targetRef }) => targetRef !== bo);
  if (flows.length > 1) return null;
  const coming = graph.incoming(bo).filter(({ sourceRef }) => sourceRef !== bo);
  if (coming.some(({ sourceRef }) => sourceRef.$type === "bpmn:EventBasedGateway")) return null;
  const to = flows[0]?.targetRef;
  const lines = to ? coming.filter(({ sourceRef }) => sourceRef !== to).map((flow) => ({ flow, to })) : [];
  return { lines, gone: alone(graph, bo, to && coming.length ? to : undefined) };
}

/** What was come to before and is not any more. */
function alone(graph, bo, to) {
  const before = found(graph.starts, (node) => graph.next(node));
  const next = (node) => graph.next(node).flatMap((one) => (one === bo ? (to ? [to] : []) : [one]));
  const starts = graph.starts.map((one) => (one === bo ? to : one)).filter(Boolean);
  const after = found(starts, next);
  // What stood behind the last step that led to it is kept: it is only not connected any more.
  const behind = to
    ? new Set()
    : found(
        graph.outgoing(bo).map(({ targetRef }) => targetRef),
        (node) => graph.next(node),
      );
  const edge = found(graph.atEdge(bo), (node) => graph.next(node));
  return [...edge].filter((node) => node !== bo && before.has(node) && !after.has(node) && !behind.has(node));
}

function found(starts, next) {
  const seen = new Set();
  const left = [...starts];
  while (left.length) {
    const node = left.pop();
    if (seen.has(node)) continue;
    seen.add(node);
    left.push(...next(node));
  }
  return seen;
}

/**
 * `bo` and the step before ("up") or after it ("down") change places; only in a plain sequence.
 * @returns {{first: object, second: object, lines: Array<{flow: object, from: object, to: object}>} | null}
 */
export function swapPlan(bo, way, graph = new Graph(bo.$parent)) {
  const only = (flows) => (flows.length === 1 && !flows[0].conditionExpression ? flows[0] : null);
  const beside = way === "up" ? only(graph.incoming(bo))?.sourceRef : only(graph.outgoing(bo))?.targetRef;
  if (!beside || !isStep(beside)) return null;
  const [first, second] = way === "up" ? [beside, bo] : [bo, beside];
  const [before] = graph.incoming(first);
  const between = only(graph.outgoing(first));
  const after = only(graph.outgoing(second));
  const isPlain = graph.incoming(first).length === 1 && between && after && graph.incoming(second).length === 1;
  if (!isPlain || before.sourceRef.$type === "bpmn:EventBasedGateway") return null;
  const places = new Set([before.sourceRef, first, second, after.targetRef]);
  if (places.size < 4 && before.sourceRef !== after.targetRef) return null;
  if ([before.sourceRef, after.targetRef].some((one) => one === first || one === second)) return null;
  const lines = [
    { flow: before, from: before.sourceRef, to: second },
    { flow: between, from: second, to: first },
    { flow: after, from: first, to: after.targetRef },
  ];
  return { first, second, lines };
}
