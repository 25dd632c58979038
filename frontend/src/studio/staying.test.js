import assert from "node:assert/strict";
import { test } from "node:test";
import { staying } from "./staying.js";

const kept = (places) => [...staying(places)].sort((a, b) => a - b);

test("what stands in order stays", () => {
  assert.deepEqual(kept([0, 1, 2, 3]), [0, 1, 2, 3]);
  assert.deepEqual(kept([]), []);
});

test("one that went to the end or to the front is the only one that is moved", () => {
  assert.deepEqual(kept([1, 2, 3, 0]), [0, 1, 2]);
  assert.deepEqual(kept([3, 0, 1, 2]), [1, 2, 3]);
});

test("what does not stand there yet is put in", () => {
  assert.deepEqual(kept([0, -1, 1, -1]), [0, 2]);
  assert.deepEqual(kept([-1, -1]), []);
});

test("as many stay as can, in every order of six", () => {
  const orders = (rest) =>
    rest.length
      ? rest.flatMap((one) => orders(rest.filter((other) => other !== one)).map((more) => [one, ...more]))
      : [[]];
  const isRising = (run) => run.every((one, at) => !at || run[at - 1] < one);
  const longest = (order) => {
    let most = 0;
    for (let mask = 0; mask < 1 << order.length; mask += 1) {
      const run = order.filter((_, at) => mask & (1 << at));
      if (isRising(run)) most = Math.max(most, run.length);
    }
    return most;
  };
  for (const order of orders([0, 1, 2, 3, 4, 5])) {
    const run = kept(order).map((at) => order[at]);
    assert.ok(isRising(run));
    assert.equal(run.length, longest(order));
  }
});
