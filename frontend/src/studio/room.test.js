import assert from "node:assert/strict";
import { test } from "node:test";
import { missing } from "./room.js";

const at = (x, width) => ({ x, width });

test("between two steps that stand close, room is missing on both sides", () => {
  assert.deepEqual(missing({ source: at(0, 100), shape: at(105, 50), target: at(160, 100) }), {
    before: 45,
    behind: 45,
  });
});

test("where there is room, or the row goes back, nothing moves", () => {
  const nothing = { before: 0, behind: 0 };
  assert.deepEqual(missing({ source: at(0, 100), shape: at(160, 50), target: at(260, 100) }), nothing);
  assert.deepEqual(missing({ source: at(300, 100), shape: at(210, 50), target: at(0, 100) }), nothing);
});

test("what is wider than the arrow was long gets its room too", () => {
  assert.deepEqual(missing({ source: at(0, 100), shape: at(93, 50), target: at(136, 100) }), {
    before: 57,
    behind: 57,
  });
});
