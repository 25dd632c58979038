import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST, readingTime, surplus } from "./toast-stack.js";

const standing = (goes) => [...goes].map((letter, at) => ({ at, goes: letter === "g" }));

test("the oldest that would go by themselves make room", () => {
  assert.deepEqual(
    surplus(standing("ggggg")).map((one) => one.at),
    [0],
  );
  assert.deepEqual(
    surplus(standing("sgsggs")).map((one) => one.at),
    [1, 3],
  );
});

test("what waits to be read or answered never goes unread", () => {
  assert.equal(MOST, 4);
  assert.deepEqual(surplus(standing("ssssss")), []);
  assert.deepEqual(surplus(standing("gsss")), []);
});

test("a long text stays as long as it takes to read", () => {
  assert.equal(readingTime("Đã lưu."), 6_000);
  assert.equal(readingTime("x".repeat(300)), 18_000);
});
