import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces, placesAt } from "./script-places.js";

const PLACES = [
  { name: "ngay", label: "ngày", filled: false },
  { name: "kh", label: "cách gọi và tên khách", filled: true },
  { name: "ma", label: "mã phiếu", filled: true },
];
const KNOWN = { samples: { kh: "chị Hoà", ma: "TT-26-000123" }, labels: { ngay: "ngày" } };

test("an open brace offers places, those that are filled in by themselves first", () => {
  assert.deepEqual(
    placesAt("Dạ {", PLACES).options.map(({ name }) => name),
    ["kh", "ma", "ngay"],
  );
  assert.deepEqual(
    placesAt("Dạ {khach", PLACES).options.map(({ name }) => name),
    ["kh"],
  );
  assert.deepEqual(
    placesAt("Dạ {Kh", PLACES).options.map(({ name }) => name),
    ["kh"],
  );
  assert.equal(placesAt("Dạ {kh} ơi", PLACES), null);
  assert.equal(placesAt("Dạ", PLACES), null);
});

test("a script is read as the customer would, with what is left to fill in", () => {
  assert.deepEqual(pieces("{Kh} ơi, phiếu {ma} xong {ngay}.", KNOWN), [
    { text: "Chị Hoà", filled: true },
    { text: " ơi, phiếu " },
    { text: "TT-26-000123", filled: true },
    { text: " xong " },
    { text: "ngày", gap: "{ngay}" },
    { text: "." },
  ]);
  assert.deepEqual(pieces("{ma_don}", KNOWN), [{ text: "ma don", gap: "{ma_don}" }]);
  assert.deepEqual(pieces("Không có chỗ nào", KNOWN), [{ text: "Không có chỗ nào" }]);
});
