import assert from "node:assert/strict";
import test from "node:test";
import { fits, freeCorner, isAbove, widthFor } from "./label-place.js";

const task = { x: 100, y: 100, width: 120, height: 80 };
const at = (x, y) => ({ x: x - 18, y: y - 18, width: 36, height: 36 });

test("another name gets room for its longest word, and more where the place was wide", () => {
  assert.equal(widthFor(40), 90);
  assert.equal(widthFor(100), 140);
});

test("a name fits where no word is broken and no line is more than there is room for", () => {
  assert.equal(fits(["Above the", "limit"], { name: "Above the limit", height: 28 }), true);
  assert.equal(fits(["Above the", "limit"], { name: "Above the limit", height: 14 }), false);
  assert.equal(fits(["Approv", "ed"], { name: "Approved", height: 28 }), false);
});

test("a name above a gateway or an arrow is told from one below", () => {
  const gateway = { x: 0, y: 100, width: 50, height: 50 };
  assert.equal(isAbove({ x: 0, y: 70, width: 50, height: 14 }, gateway), true);
  assert.equal(isAbove({ x: 0, y: 155, width: 50, height: 14 }, gateway), false);
  const bent = {
    waypoints: [
      { x: 0, y: 100 },
      { x: 200, y: 100 },
      { x: 200, y: 300 },
      { x: 400, y: 300 },
    ],
  };
  assert.equal(isAbove({ x: 50, y: 80, width: 40, height: 14 }, bent), true);
  assert.equal(isAbove({ x: 50, y: 110, width: 40, height: 14 }, bent), false);
  assert.equal(isAbove({ x: 250, y: 280, width: 40, height: 14 }, bent), true);
});

test("a name beside an upright arrow is neither", () => {
  const upright = {
    waypoints: [
      { x: 100, y: 0 },
      { x: 100, y: 200 },
    ],
  };
  assert.equal(isAbove({ x: 110, y: 90, width: 40, height: 14 }, upright), false);
});

test("a sign stands in the first corner that no event at the edge takes", () => {
  const wanted = ["top right", "bottom right", "bottom left"];
  assert.equal(freeCorner(task, wanted), "top right");
  assert.equal(freeCorner({ ...task, attachers: [at(220, 100)] }, wanted), "bottom right");
  assert.equal(freeCorner({ ...task, attachers: [at(220, 100), at(210, 180)] }, wanted), "bottom left");
  assert.equal(freeCorner({ ...task, attachers: [at(160, 180)] }, wanted), "top right");
});
