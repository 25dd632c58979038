import assert from "node:assert/strict";
import { test } from "node:test";
import { begins, folded, matches } from "./folding.js";

test("marks and đ fall away", () => {
  assert.equal(folded("Đặng Ngọc Ánh"), "dang ngoc anh");
});

test("words are found by their beginnings, in any order", () => {
  assert.equal(matches("Khách hàng", "khach"), true);
  assert.equal(matches("Ghi nhận nhanh", "nhanh gh"), true);
  assert.equal(matches("Khách hàng", "ach"), false);
  assert.equal(matches("Khách hàng", ""), true);
});

test("what begins with the typed words is told from what only holds them", () => {
  assert.equal(begins("Ghi nhận nhanh", "ghi  n"), true);
  assert.equal(begins("Ghi chú nội bộ", "ghi n"), false);
  assert.equal(begins("Ghi nhận nhanh", ""), true);
});
