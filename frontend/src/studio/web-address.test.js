import assert from "node:assert/strict";
import { test } from "node:test";
import { isWebAddress } from "./web-address.js";

test("a whole https address is one", () => {
  for (const text of ["https://tri-thuc.vn", "https://tri-thuc.vn/doi-tra?muc=2#b", "https://nội-bộ.vn:8443/a"])
    assert.ok(isWebAddress(text), text);
});

test("script, other protocols, names with passwords and half addresses are none", () => {
  for (const text of [
    "javascript:alert(1)",
    "http://tri-thuc.vn",
    "https://",
    "tri-thuc.vn/a",
    "https://a:b@tri-thuc.vn",
    "https://tri-thuc.vn/a b",
    ' https://x"y',
    `https://a.vn/${"x".repeat(2_000)}`,
  ])
    assert.ok(!isWebAddress(text), text);
});
