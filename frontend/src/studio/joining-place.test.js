import assert from "node:assert/strict";
import { test } from "node:test";
import { away, detour, lieAlike } from "./joining-place.js";

const source = { x: 0, y: 100, width: 50, height: 50 };
const target = { x: 300, y: 100, width: 50, height: 50 };
const straight = [
  { x: 50, y: 125 },
  { x: 300, y: 125 },
];

test("two arrows that lie on each other are one for the eye", () => {
  assert.ok(lieAlike(straight, [{ x: 51, y: 125 }, straight[1]]));
  assert.ok(!lieAlike(straight, [straight[0], { x: 100, y: 60 }, straight[1]]));
});

test("the joined arrow goes over where the step stood", () => {
  assert.deepEqual(detour({ source, target }, { x: 170, y: 40 }), [
    { x: 25, y: 100 },
    { x: 25, y: 40 },
    { x: 325, y: 40 },
    { x: 325, y: 100 },
  ]);
  assert.equal(detour({ source, target }, { x: 170, y: 220 })[0].y, 150);
  assert.equal(detour({ source, target }, { x: 170, y: 125 }), null);
});

test("how far a name stands from its arrow", () => {
  assert.equal(away({ x: 100, y: 95, width: 60, height: 20 }, straight), 10);
  assert.equal(away({ x: 100, y: 0, width: 60, height: 20 }, straight), 105);
});
