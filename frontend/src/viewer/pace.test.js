import assert from "node:assert/strict";
import { test } from "node:test";
import { paceOf } from "./pace.js";

const DAY = 86_400;
const HOUR = 3_600;
const LEAD = DAY * 0.012;
const stay = (begun, ended) => [0, 0, 0, begun, ended];
/* Every quarter of an hour something moves, from eight to twelve and from two to six. */
const working = Array.from({ length: 40 }, (_, index) => 8 * HOUR + index * 900)
  .filter((at) => at <= 12 * HOUR || at >= 14 * HOUR)
  .map((at) => stay(at, null));

test("it begins just before the first movement, not at midnight", () => {
  assert.equal(paceOf(working, DAY).first, 8 * HOUR - LEAD);
  assert.equal(paceOf([stay(-50, 9 * HOUR)], DAY).first, 9 * HOUR - LEAD);
  assert.equal(paceOf([stay(-50, null)], DAY).first, 0);
});

test("what is still is left out: the noon, the evening, not what is on its way", () => {
  const { skipped } = paceOf(working, DAY);
  assert.equal(skipped(9 * HOUR + 100), 9 * HOUR + 100);
  assert.equal(skipped(12 * HOUR + LEAD + 1), 14 * HOUR - LEAD);
  assert.equal(skipped(14 * HOUR - 10), 14 * HOUR - 10);
  assert.equal(skipped(18.1 * HOUR), DAY);
  assert.equal(skipped(0), 8 * HOUR - LEAD);
});

test("the last movement is seen to its end", () => {
  const { skipped } = paceOf([stay(HOUR, null)], DAY);
  assert.equal(skipped(HOUR + LEAD - 1), HOUR + LEAD - 1);
});

test("a working day takes a minute or a minute and a half, a day with little no longer than three", () => {
  const { rate, skipped, first } = paceOf(working, DAY);
  let seconds = 0;
  for (let at = first; at < DAY; at = skipped(at + rate / 10)) seconds += 0.1;
  assert.ok(seconds > 55 && seconds < 90, `${seconds} s`);
  assert.equal(paceOf([stay(HOUR, null)], DAY).rate, DAY / 180);
});
