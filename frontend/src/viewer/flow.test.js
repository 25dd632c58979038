import assert from "node:assert/strict";
import { test } from "node:test";
import { after, flowOf } from "./flow.js";

const nodes = ["a", "b"];
const stays = [
  [0, 0, -1, 0, 100],
  [0, 1, 0, 100, 160],
  [1, 0, -1, 50, 150],
  [1, 1, 0, 150, null],
];

test("what stands where, at every moment", () => {
  const flow = flowOf(stays, nodes);
  assert.deepEqual(flow.standing(-1), [0, 0]);
  assert.deepEqual(flow.standing(60), [2, 0]);
  assert.deepEqual(flow.standing(100), [1, 1]);
  assert.deepEqual(flow.standing(155), [0, 2]);
  assert.deepEqual(flow.standing(9999), [0, 1]);
});

test("what arrives soon is on its way, what came from nowhere is not", () => {
  const flow = flowOf(stays, nodes);
  assert.deepEqual(flow.moving(90, 20), [[0, 0.5]]);
  assert.deepEqual(flow.moving(40, 20), []);
  assert.equal(flow.moving(95, 100).length, 2);
});

test("at the same moment what leaves has left and what comes has come", () => {
  assert.equal(after([1, 2, 2, 3], 2), 3);
  assert.equal(after([], 2), 0);
});
