import assert from "node:assert/strict";
import test from "node:test";
import { percentOf, shareOf } from "./percent.js";

test("a share is written in percent and kept as a part of one", () => {
  assert.equal(percentOf("0.9"), "90");
  assert.equal(percentOf("0.955"), "95.5");
  assert.equal(percentOf("1"), "100");
  assert.equal(shareOf("90"), "0.9");
  assert.equal(shareOf("95.5"), "0.955");
});

test("what is no number says nothing", () => {
  assert.equal(percentOf(undefined), "");
  assert.equal(percentOf("nhiều"), "");
  assert.equal(shareOf(""), "");
});
