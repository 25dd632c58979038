import assert from "node:assert/strict";
import { test } from "node:test";
import { clockState, clockWords, duration, relative } from "./durations.js";

const NOW = Date.UTC(2026, 10, 22, 2, 0);
const plain = (text) => text.replaceAll("\u00a0", " ");

test("two largest units are said, in either language", () => {
  assert.equal(plain(duration(7_800, { tongue: "vi" })), "2 giờ 10 phút");
  assert.equal(plain(duration(7_800, { tongue: "en" })), "2 h 10 min");
  assert.equal(plain(duration(90_000, { tongue: "en" })), "1 day 1 h");
});

test("a unit between that is nothing ends the sentence", () => {
  assert.equal(plain(duration(86_400 + 300, { tongue: "vi" })), "1 ngày");
});

test("under a minute seconds are said", () => {
  assert.equal(plain(duration(42, { tongue: "vi" })), "42 giây");
  assert.equal(plain(duration(0, { tongue: "en" })), "0 s");
});

test("a clock turns at fifteen minutes and at its end", () => {
  assert.equal(clockState(NOW + 900_001, NOW), "ok");
  assert.equal(clockState(NOW + 900_000, NOW), "soon");
  assert.equal(clockState(NOW, NOW), "soon");
  assert.equal(clockState(NOW - 1, NOW), "overdue");
});

test("a clock says what is left and what is over", () => {
  assert.equal(plain(clockWords(NOW + 720_000, NOW, "vi")), "còn 12 phút");
  assert.equal(plain(clockWords(NOW - 180_000, NOW, "en")), "3 min over");
});

test("relative times look both ways", () => {
  assert.equal(plain(relative(NOW - 300_000, NOW, "vi")), "5 phút trước");
  assert.equal(plain(relative(NOW + 7_200_000, NOW, "en")), "in 2 h");
  assert.equal(relative(NOW - 30_000, NOW, "vi"), "vừa xong");
});
