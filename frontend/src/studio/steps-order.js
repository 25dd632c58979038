/**
 * A process as a list: its steps in the order of the flow, branches under their question, loops as ways back, what
 * happens at the edge of a step below it. Rows are plain objects; words and DOM come later.
 *
 *   {kind: "section", process | stage | lane | loose}   a heading
 *   {kind: "step", bo, depth, number, apart}           `apart`: its stage, where it stands under another one's heading
 *   {kind: "question", bo, depth}                      a gateway with several ways out
 *   {kind: "branch", flow, event, depth, …where}       one of them; `event` is what an event-based gateway waits for
 *   {kind: "edge", bo, depth, …where}                  an event at the edge of the step above
 *   {kind: "event", bo, depth}                         start, waiting, end
 *   {kind: "apart", bo, depth}                         what stands beside the flow
 *   {kind: "jump", to, isBack, depth}                  goes on elsewhere
 *
 * `where` says where a way without steps of its own leads: {isOn: true} (just on, below), {to, isBack}, {end: bo}.
 */
import { Graph, isApart, isEnd, isGateway, isStep } from "./steps-graph.js";

const WORTH_THE_MIDDLE = 3; // so many steps make a way the main one where no way meets another again

/** @param {Array<object>} processes the processes of a drawing, in order */
export function outline(processes) {
  const counted = { number: 0 };
  const found = processes.filter((one) => (one.flowElements ?? []).length);
  return found.flatMap((process) => {
    const rows = sectioned(listed(process, { depth: 0, counted }));
    return found.length > 1 ? [{ kind: "section", process }, ...rows] : rows;
  });
}

function listed(holder, { depth, counted }) {
  const walk = new Walk(new Graph(holder), counted);
  walk.all(depth);
  return walk.rows;
}

class Walk {
  constructor(graph, counted) {
    Object.assign(this, { graph, counted, rows: [], seen: new Set() });
  }

  all(depth) {
    const { graph, seen } = this;
    const around = { depth, stops: new Set(), below: null };
    for (const start of graph.starts) if (!seen.has(start)) this.go(start, start, around);
    for (const bo of graph.nodes.filter(isApart)) this.apart(bo, depth);
    const first = (node) => graph.rank.get(node);
    const loose = graph.nodes.filter((node) => !seen.has(node)).sort((a, b) => first(a) - first(b));
    if (loose.length) this.rows.push({ kind: "section", loose: true });
    for (const node of loose) if (!seen.has(node)) this.go(node, node, around);
  }

  apart(bo, depth) {
    if (this.seen.has(bo)) return;
    this.seen.add(bo);
    this.rows.push({ kind: "apart", bo, depth });
    if (bo.triggeredByEvent) this.inside(bo, depth + 1);
    else this.step(bo, depth + 1);
  }

  /** Follows one way until it ends, meets what was said already, or comes to what is said further below. */
  go(from, first, around) {
    let [came, node] = [from, first];
    while (node) [came, node] = [node, this.visit(came, node, around)];
  }

  visit(came, node, around) {
    const { graph, seen, rows } = this;
    if (node === around.below && came !== node) return null;
    const isBack = graph.leadsBack(came, node);
    if (!isEnd(node) && (seen.has(node) || around.stops.has(node))) {
      rows.push({ kind: "jump", to: this.landing(node), isBack, depth: around.depth });
      return null;
    }
    seen.add(node);
    if (isStep(node)) this.step(node, around.depth);
    else if (!isGateway(node)) rows.push({ kind: "event", bo: node, depth: around.depth });
    this.edges(node, around);
    return this.onward(node, around);
  }

  step(bo, depth) {
    this.counted.number += 1;
    this.rows.push({ kind: "step", bo, depth, number: this.counted.number });
    if (bo.flowElements?.length) this.inside(bo, depth + 1);
  }

  inside(bo, depth) {
    this.rows.push(...listed(bo, { depth, counted: this.counted }));
  }

  /** A gateway that only brings ways together is nothing to somebody who reads a list: what comes after it is meant. */
  landing(node) {
    let one = node;
    const walked = new Set();
    while (isGateway(one) && this.graph.outgoing(one).length === 1 && !walked.has(one)) {
      walked.add(one);
      one = this.graph.outgoing(one)[0].targetRef;
    }
    return one;
  }

  edges(node, around) {
    const events = this.graph.atEdge(node);
    if (!events.length) return;
    const main = this.graph.outgoing(node).filter(({ targetRef }) => !this.graph.leadsBack(node, targetRef));
    const stops = joined(around.stops, ...main.map(({ targetRef }) => this.graph.reach(targetRef)));
    for (const bo of events) {
      this.seen.add(bo);
      const [follow] = this.graph.outgoing(bo);
      const row = { kind: "edge", bo, depth: around.depth + 1 };
      this.side(row, bo, follow?.targetRef, { depth: around.depth + 2, stops, below: null });
    }
  }

  onward(node, around) {
    const flows = this.graph.outgoing(node);
    if (flows.length > 1) return this.branches(node, flows, around);
    return flows[0]?.targetRef ?? this.graph.linked(node)[0] ?? null;
  }

  branches(node, flows, around) {
    const { graph } = this;
    if (isGateway(node)) this.rows.push({ kind: "question", bo: node, depth: around.depth });
    const { main, mainFlow } = this.mainOf(node, flows, around);
    const stops = main ? joined(around.stops, graph.reach(main)) : around.stops;
    const within = { depth: around.depth + 2, stops, below: mainFlow ? around.below : (main ?? around.below) };
    for (const flow of flows.filter((one) => one !== mainFlow)) {
      const row = { kind: "branch", flow, ...waited(node, flow), depth: around.depth + 1 };
      if (row.event && !this.isSaid(row.event, stops)) this.event(row, within);
      else this.side({ ...row, event: undefined }, node, flow.targetRef, within);
    }
    if (!mainFlow) return main;
    const { event } = waited(node, mainFlow);
    this.rows.push({ kind: "branch", flow: mainFlow, event, depth: around.depth + 1, isOn: true });
    if (!event) return main;
    this.seen.add(event);
    return graph.outgoing(event)[0]?.targetRef ?? null;
  }

  isSaid(node, stops) {
    return this.seen.has(node) || stops.has(node);
  }

  event(row, within) {
    this.seen.add(row.event);
    this.side(row, row.event, this.graph.outgoing(row.event)[0]?.targetRef, within);
  }

  /** A row and what follows it, indented; said in the row itself where that is only one place. */
  side(row, from, first, within) {
    const { rows } = this;
    rows.push(row);
    const at = rows.length;
    if (first) this.go(from, first, within);
    const said = rows.slice(at);
    if (!said.length) row.isOn = Boolean(first);
    else if (said.length === 1 && said[0].kind === "jump")
      Object.assign(row, { to: said[0].to, isBack: said[0].isBack });
    else if (said.length === 1 && said[0].kind === "event" && isEnd(said[0].bo)) row.end = said[0].bo;
    else return;
    rows.length = at;
  }

  /** Where the list goes on after the branches: where they meet, else the longest of them, if it is long. */
  mainOf(node, flows, { stops, below }) {
    const { graph } = this;
    const isNew = (one) => one === below || !this.isSaid(one, stops);
    const reach = (flow) => (graph.leadsBack(node, flow.targetRef) ? new Set() : graph.reach(flow.targetRef));
    const ways = flows.map((flow) => ({ flow, reach: new Set([...reach(flow)].filter(isNew)) }));
    const times = new Map();
    for (const way of ways) for (const one of way.reach) times.set(one, (times.get(one) ?? 0) + 1);
    const shared = [...times].filter(([, count]) => count > 1).map(([one]) => one);
    const [meets] = shared.sort((a, b) => graph.rank.get(a) - graph.rank.get(b));
    const apart = ways.filter((way) => !way.reach.has(meets)).map((way) => ({ ...way, weight: weightOf(way.reach) }));
    const [longest, second] = apart.sort((a, b) => b.weight - a.weight);
    const after = meets ? weightOf([...graph.reach(meets)].filter(isNew)) : WORTH_THE_MIDDLE - 1;
    const isClear = longest?.weight > Math.max(after, second?.weight ?? 0);
    if (isClear && longest.flow.targetRef !== below) return { main: longest.flow.targetRef, mainFlow: longest.flow };
    return { main: meets ?? null };
  }
}

function weightOf(nodes) {
  return [...nodes].filter(isStep).length;
}

function joined(...sets) {
  return new Set(sets.flatMap((one) => [...one]));
}

/** What an event-based gateway waits for on this way. */
function waited(gateway, flow) {
  const isWaiting = gateway.$type === "bpmn:EventBasedGateway" && !isStep(flow.targetRef);
  return { event: isWaiting ? flow.targetRef : undefined };
}

/** Headings where the stage changes, or the lane where no step names a stage; branches stay under that of their question. */
function sectioned(rows) {
  const isTop = (row) => row.kind === "step" && row.depth === 0;
  const hasStages = rows.some((row) => isTop(row) && row.bo.get("tantam:stage"));
  let current;
  return rows.flatMap((row) => {
    if (row.kind === "section") current = undefined;
    if (!isTop(row)) return [apartFrom(hasStages && current, row)];
    const next = hasStages ? row.bo.get("tantam:stage") : row.bo.get("lanes")?.[0];
    if (!next || next === current) return [row];
    current = next;
    return [hasStages ? { kind: "section", stage: next, of: row.bo } : { kind: "section", lane: next }, row];
  });
}

/** A step of a branch that says a stage of its own tells it itself: no heading above it does. */
function apartFrom(current, row) {
  const own = current && row.kind === "step" && row.bo.get("tantam:stage");
  return own && own !== current ? { ...row, apart: own } : row;
}
