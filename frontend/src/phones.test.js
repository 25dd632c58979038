import assert from "node:assert/strict";
import { test } from "node:test";
import { spacedPhone } from "./phones.js";

test("a mobile number gets its gaps while it grows", () => {
  assert.equal(spacedPhone("0912"), "0912");
  assert.equal(spacedPhone("09123"), "0912 3");
  assert.equal(spacedPhone("0912345678"), "0912 345 678");
  assert.equal(spacedPhone("0912.345.678"), "0912 345 678");
});

test("the country's code becomes a nought", () => {
  assert.equal(spacedPhone("+84912345678"), "0912 345 678");
  assert.equal(spacedPhone("84 912 345 678"), "0912 345 678");
});

test("a line in Hà Nội keeps its area apart", () => {
  assert.equal(spacedPhone("02438251234"), "024 3825 1234");
});

test("what is no Vietnamese number stays as typed", () => {
  assert.equal(spacedPhone("+65 6123 4567"), "+65 6123 4567");
  assert.equal(spacedPhone("1900 0000"), "1900 0000");
  assert.equal(spacedPhone("09123456789"), "09123456789");
});
