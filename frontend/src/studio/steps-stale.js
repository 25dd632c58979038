/**
 * Which rows of the list of steps have to be made anew after a change: those about what changed and its neighbours.
 * Where the change is one of the order of the list, of lanes or of a whole process, all of them.
 */

const BESIDE = ["sourceRef", "targetRef", "attachedToRef"];

export class Stale {
  constructor() {
    this.all();
  }

  /** Whatever stands: the next asking finds all rows stale. */
  all() {
    this.order = undefined;
    this.said = undefined;
    this.changed = new Set();
  }

  /** @param {Array<object>} found business objects that changed */
  add(found) {
    for (const bo of found) if (bo) this.changed.add(bo);
  }

  /**
   * Asks once for the changes so far.
   * @param {Array<object>} rows the outline as it is now
   * @param {object} called what variables and steps are called
   * @returns {(row: object) => boolean}
   */
  ask(rows, called) {
    const [order, said, changed] = [orderOf(rows), JSON.stringify(called), this.changed];
    const [isSameOrder, isSameSaid] = [order === this.order, said === this.said];
    Object.assign(this, { order, said, changed: new Set() });
    if (!isSameOrder || [...changed].some(reachesFar)) return () => true;
    const near = new Set([...changed].flatMap(neighbours));
    return (row) => !(isSameSaid || row.kind === "step") || aboutOf(row).some((bo) => near.has(bo));
  }
}

/** @returns {Array<object>} what a row speaks of */
export function aboutOf({ bo, flow, event, end, to }) {
  return [bo, flow, event, end, to].filter(Boolean);
}

/** A lane or a process says who does what stands in it; an event shares its message with others. */
function reachesFar(bo) {
  if (bo.$instanceOf("bpmn:Event") || bo.flowElements?.length) return true;
  return !bo.$instanceOf("bpmn:FlowNode") && bo.$type !== "bpmn:SequenceFlow";
}

function neighbours(bo) {
  const flows = [...(bo.incoming ?? []), ...(bo.outgoing ?? [])];
  return [bo, ...flows, ...[bo, ...flows].flatMap((one) => BESIDE.map((side) => one[side]))].filter(Boolean);
}

/** What stands where, and what its buttons can do: they look at the ways between the steps and at the lanes. */
function orderOf(rows) {
  const line = (row) => {
    const ids = [row.process, row.lane, row.of, ...aboutOf(row)].map((bo) => bo?.id);
    const { kind, depth, number, stage, loose, isOn, isBack, bo } = row;
    const ways = [...(bo?.incoming ?? []), ...(bo?.outgoing ?? [])].map((flow) => flow.id);
    return [kind, depth, number, stage, loose, isOn, isBack, bo?.$type, ...ids, ...ways].join(" ");
  };
  return rows.map(line).join("\n");
}
