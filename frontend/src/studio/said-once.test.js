import assert from "node:assert/strict";
import { test } from "node:test";
import { lead } from "./said-once.js";

test("a sentence that names its element does not name it twice", () => {
  assert.equal(lead("Xong chưa?", "Nhánh “to_b” của cổng “Xong chưa?” thiếu điều kiện."), "");
});

test("a sentence that does not name it gets the name before it", () => {
  assert.equal(lead("Gọi khách", "Bước này không có ai làm."), "Gọi khách: ");
  assert.equal(lead("Gọi", "“Gọi khách” không có ai làm."), "Gọi: ");
});

test("what has no name has none before it", () => {
  assert.equal(lead("", "Nhánh này thiếu điều kiện."), "");
});
