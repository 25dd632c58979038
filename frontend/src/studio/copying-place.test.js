import assert from "node:assert/strict";
import { test } from "node:test";

import { placeFor } from "./copying-place.js";

const box = (x, y, width, height) => ({ x, y, width, height });

function drawing(...children) {
  const canvas = { viewbox: () => box(0, 0, 800, 600), getRootElement: () => ({ children }) };
  return { get: () => canvas };
}

test("steps that an arrow joins go below what stands in the middle, not on it", () => {
  const arrow = { source: "a", target: "b", width: 100, height: 80, waypoints: [] };
  const tree = { 0: [box(0, 0, 120, 80), box(200, 0, 120, 80), arrow] };
  const { point } = placeFor({ injector: drawing(box(340, 260, 120, 80)), tree });
  assert.equal(point.x, 400);
  assert.ok(point.y - 40 >= 340, `they reach up to ${point.y - 40}, over what ends at 340`);
});
