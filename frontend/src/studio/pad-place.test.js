import assert from "node:assert/strict";
import { test } from "node:test";
import { padPlace } from "./pad-place.js";

const view = { x: 0, y: 0, width: 1000, height: 600 };
const size = { width: 60, height: 30 };
const waypoints = [
  { x: 100, y: 200 },
  { x: 300, y: 200 },
];
const touches = (place, box) =>
  place.x < box.x + box.width &&
  place.x + size.width > box.x &&
  place.y < box.y + box.height &&
  place.y + size.height > box.y;

test("beside the middle of the arrow where nothing stands", () => {
  assert.deepEqual(padPlace({ waypoints, size, taken: [], view }), { x: 210, y: 210 });
});

test("neither over the arrow's name nor over the steps at its ends", () => {
  const taken = [
    { x: 190, y: 205, width: 60, height: 20 },
    { x: 0, y: 160, width: 100, height: 80 },
    { x: 300, y: 160, width: 100, height: 80 },
  ];
  const place = padPlace({ waypoints, size, taken, view });
  for (const box of taken) assert.ok(!touches(place, box), JSON.stringify(place));
});

test("where it is seen, though the middle of the arrow is not", () => {
  const long = [
    { x: -900, y: 200 },
    { x: 300, y: 200 },
  ];
  const place = padPlace({ waypoints: long, size, taken: [], view });
  assert.ok(place.x >= 0 && place.x + size.width <= view.width);
});

test("an arrow without length has its menu too", () => {
  const point = [
    { x: 50, y: 50 },
    { x: 50, y: 50 },
  ];
  assert.deepEqual(padPlace({ waypoints: point, size, taken: [], view }), { x: 60, y: 60 });
});
