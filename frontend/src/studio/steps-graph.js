/** A process as a graph: what follows what, in which order it comes, which ways lead back. Reads the model, no drawing. */

const isEvent = (bo, type) => bo.eventDefinitions?.some((one) => one.$type === `bpmn:${type}EventDefinition`);

export const isStep = (bo) => bo.$instanceOf("bpmn:Activity");
export const isGateway = (bo) => bo.$instanceOf("bpmn:Gateway");
export const isEnd = (bo) => bo.$type === "bpmn:EndEvent";

export class Graph {
  /** @param {object} holder a process or sub-process */
  constructor(holder) {
    const elements = holder.flowElements ?? [];
    this.nodes = elements.filter((one) => one.$instanceOf("bpmn:FlowNode"));
    this.flows = elements.filter((one) => one.$type === "bpmn:SequenceFlow" && one.sourceRef && one.targetRef);
    this.out = grouped(this.flows, (flow) => flow.sourceRef);
    this.in = grouped(this.flows, (flow) => flow.targetRef);
    this.edges = grouped(
      this.nodes.filter((one) => one.attachedToRef),
      (one) => one.attachedToRef,
    );
    this.walk();
    this.reached = new Map();
  }

  outgoing(node) {
    return this.out.get(node) ?? [];
  }

  incoming(node) {
    return this.in.get(node) ?? [];
  }

  /** The events at the edge of a step. */
  atEdge(node) {
    return this.edges.get(node) ?? [];
  }

  /** Everything that can come right after a node; a link goes on where one of its name receives it. */
  next(node) {
    return [...this.outgoing(node).map((flow) => flow.targetRef), ...this.atEdge(node), ...this.linked(node)];
  }

  linked(node) {
    const name = node.$type === "bpmn:IntermediateThrowEvent" && isEvent(node, "Link") && linkOf(node);
    if (!name) return [];
    return this.nodes.filter((one) => one.$type === "bpmn:IntermediateCatchEvent" && linkOf(one) === name);
  }

  /** Where it begins: at its start events, else where nothing leads to. */
  get starts() {
    const events = this.nodes.filter((one) => one.$type === "bpmn:StartEvent");
    if (events.length) return events;
    return this.nodes.filter((one) => !one.attachedToRef && !this.incoming(one).length && !isApart(one));
  }

  /** Depth first: `rank` puts each node after those that lead to it, `back` holds the ways that close a loop. */
  walk() {
    const left = [];
    const seen = new Set();
    const open = new Set();
    this.back = new Map();
    const visit = (node) => {
      seen.add(node);
      open.add(node);
      for (const following of this.next(node)) {
        if (open.has(following)) this.back.set(node, (this.back.get(node) ?? new Set()).add(following));
        else if (!seen.has(following)) visit(following);
      }
      open.delete(node);
      left.push(node);
    };
    for (const node of [...this.starts, ...this.nodes]) if (!seen.has(node)) visit(node);
    this.rank = new Map(left.reverse().map((node, at) => [node, at]));
  }

  leadsBack(from, to) {
    return this.back.get(from)?.has(to) ?? false;
  }

  /** A node and all that comes after it, loops aside. */
  reach(node) {
    if (!this.reached.has(node)) {
      const found = new Set([node]);
      this.reached.set(node, found);
      for (const following of this.next(node)) {
        if (!this.leadsBack(node, following)) for (const one of this.reach(following)) found.add(one);
      }
    }
    return this.reached.get(node);
  }
}

/** What stands beside the flow: begun by an event, or done to take something back. */
export function isApart(bo) {
  return Boolean(bo.triggeredByEvent || bo.isForCompensation);
}

function linkOf(bo) {
  return bo.eventDefinitions?.find((one) => one.$type === "bpmn:LinkEventDefinition")?.name;
}

function grouped(items, keyOf) {
  const found = new Map();
  for (const item of items) found.set(keyOf(item), [...(found.get(keyOf(item)) ?? []), item]);
  return found;
}

/** @returns {(holder: object) => Graph} each process read once, as long as nothing changes */
export function graphsOnce() {
  const known = new Map();
  return (holder) => {
    if (!known.has(holder)) known.set(holder, new Graph(holder));
    return known.get(holder);
  };
}
