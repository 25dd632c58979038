import assert from "node:assert/strict";
import { test } from "node:test";
import { keyFor } from "./keys.js";

test("a field is known by what it is called, without marks", () => {
  assert.equal(keyFor("truong_1", "Số ngày đã mua", []), "so_ngay_da_mua");
  assert.equal(keyFor("truong_1", "Đơn hàng (mã)", ["don_hang_ma"]), "don_hang_ma_2");
});

test("a key that somebody chose stays, and so does one where the name says nothing", () => {
  assert.equal(keyFor("ma_so", "Mã số thuế", []), "ma_so");
  assert.equal(keyFor("truong_2", "…", []), "truong_2");
});
