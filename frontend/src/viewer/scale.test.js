import assert from "node:assert/strict";
import { test } from "node:test";
import { alongside, beginning, centred, fitting, held, MOST, shifted, stepped, within } from "./scale.js";

const wide = { width: 1800, height: 1000 };
const frame = { width: 900, height: 600 };

test("a drawing wider than its frame begins readable, not fitted", () => {
  assert.equal(fitting(wide, frame), 0.5);
  assert.equal(beginning(wide, frame, 1.1), 1.1);
});

test("a small drawing fills its frame, but not without end", () => {
  assert.equal(beginning({ width: 750, height: 200 }, frame, 1.1), 1.2);
  assert.equal(beginning({ width: 100, height: 100 }, frame, 1.1), 1.4);
});

test("smaller ends where all is seen, larger where it no longer helps", () => {
  assert.equal(stepped(0.55, -1, 0.5), 0.5);
  assert.equal(stepped(2.9, 1, 0.5), MOST);
  assert.equal(stepped(1, 1, 0.5), 1.25);
  assert.equal(within(0.1, 1.4), 1);
});

test("what is under the fingers stays there", () => {
  assert.equal(held({ scroll: 100, at: 50, from: 1, to: 2 }), 250);
  assert.equal(held({ scroll: 250, at: 50, from: 2, to: 1 }), 100);
});

test("a paper that grows at its left and top moves nothing", () => {
  const to = { x: -20, y: 30, width: 900 };
  assert.deepEqual(shifted({ left: 100, top: 50 }, { from: { x: 0, y: 40 }, to, scale: 2 }), { left: 140, top: 70 });
});

test("what hurts stands in the middle, or as near as the edge allows", () => {
  assert.equal(centred(1000, 600), 700);
  assert.equal(centred(100, 600), 0);
});

test("of two pictures side by side the other shows the same part of itself", () => {
  assert.equal(alongside(250, [1_000, 500], [3_000, 1_000]), 1_000);
  assert.equal(alongside(500, [1_000, 500], [3_000, 1_000]), 2_000);
  assert.equal(alongside(0, [400, 500], [3_000, 1_000]), 0);
  assert.equal(alongside(100, [1_000, 500], [400, 500]), 0);
});
