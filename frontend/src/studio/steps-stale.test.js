import assert from "node:assert/strict";
import { test } from "node:test";
import { Stale } from "./steps-stale.js";

const FLOW_NODES = ["bpmn:UserTask", "bpmn:EndEvent"];

function thing($type, id, more = {}) {
  const $instanceOf = (type) =>
    type === $type ||
    (type === "bpmn:FlowNode" && FLOW_NODES.includes($type)) ||
    (type === "bpmn:Event" && /Event$/.test($type));
  return { $type, id, $instanceOf, ...more };
}

/** a → b → c → end, and the rows they make. */
function world() {
  const [a, b, c] = ["a", "b", "c"].map((id) => thing("bpmn:UserTask", id));
  const end = thing("bpmn:EndEvent", "end");
  const flow = (sourceRef, targetRef) => {
    const made = thing("bpmn:SequenceFlow", `${sourceRef.id}-${targetRef.id}`, { sourceRef, targetRef });
    sourceRef.outgoing = [made];
    targetRef.incoming = [made];
    return made;
  };
  const flows = [flow(a, b), flow(b, c), flow(c, end)];
  const steps = [a, b, c].map((bo, at) => ({ kind: "step", bo, depth: 0, number: at + 1 }));
  const rows = [...steps, { kind: "event", bo: end, depth: 0 }];
  const stale = new Stale();
  stale.ask(rows, CALLED);
  const found = (called = CALLED, now = rows) => {
    const isStale = stale.ask(now, called);
    return now.filter(isStale).map(({ bo }) => bo.id);
  };
  return { a, b, c, end, flows, rows, stale, found };
}

const CALLED = { steps: { a: "A", b: "B", c: "C" } };

test("at first all rows are made, then none while nothing changes", () => {
  const { rows, found } = world();
  assert.ok(rows.every(new Stale().ask(rows, CALLED)));
  assert.deepEqual(found(), []);
});

test("a step that changes is made anew with its neighbours, once", () => {
  const { a, found, stale } = world();
  stale.add([a, undefined]);
  assert.deepEqual(found(), ["a", "b"]);
  assert.deepEqual(found(), []);
});

test("another name is said in all lines, which may speak of it", () => {
  const { found } = world();
  assert.deepEqual(found({ steps: { ...CALLED.steps, a: "Hỏi" } }), ["end"]);
});

test("what changes the order, who works in a lane or what an event waits for makes all of them anew", () => {
  const all = ["a", "b", "c", "end"];
  const { end, found, stale, rows } = world();
  stale.add([end]);
  assert.deepEqual(found(), all);
  stale.add([thing("bpmn:Lane", "lane")]);
  assert.deepEqual(found(), all);
  stale.all();
  assert.deepEqual(found(), all);
  assert.deepEqual(found(CALLED, [rows[1], rows[0], ...rows.slice(2)]), ["b", "a", "c", "end"]);
});

test("a way between two steps that goes elsewhere is seen though no row speaks of it", () => {
  const { a, c, found } = world();
  a.outgoing = [thing("bpmn:SequenceFlow", "a-c", { sourceRef: a, targetRef: c })];
  assert.equal(found().length, 4);
});
