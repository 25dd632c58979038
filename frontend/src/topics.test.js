import assert from "node:assert/strict";
import { test } from "node:test";
import { concerns, topicsOf } from "./topics.js";

test("a list hears of every case", () => {
  assert.equal(concerns("cases", { topic: "case", id: 12 }), true);
  assert.equal(concerns("survey", { topic: "case", id: 12 }), false);
});

test("a pane hears of its own case only", () => {
  assert.equal(concerns("case:12", { topic: "case", id: 12 }), true);
  assert.equal(concerns("case:12", { topic: "case", id: 121 }), false);
});

test("several words are alternatives", () => {
  assert.equal(concerns("process case:7", { topic: "process", id: 3 }), true);
  assert.deepEqual(topicsOf("cases process:3"), ["case", "process"]);
});
