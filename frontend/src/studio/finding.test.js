import assert from "node:assert/strict";
import { test } from "node:test";
import { findByName } from "./finding.js";

const ITEMS = [
  { id: "goi_dien", name: "Gọi điện cho khách" },
  { id: "bao", name: "Báo đã gọi" },
  { id: "flow_goi_dien", name: "" },
  { id: "x", name: "Đóng phiếu" },
];

function names(typed) {
  return findByName(ITEMS, typed).map(({ item }) => item.name || item.id);
}

test("names are found without marks, what begins so first; lines without a name are not", () => {
  assert.deepEqual(names("goi"), ["Gọi điện cho khách", "Báo đã gọi"]);
  assert.deepEqual(names("GỌI  điện"), ["Gọi điện cho khách"]);
  assert.deepEqual(names("dong"), ["Đóng phiếu"]);
  assert.deepEqual(names("  "), []);
});

test("an id is found where it was typed whole", () => {
  assert.deepEqual(names("flow_goi_dien"), ["flow_goi_dien"]);
  assert.deepEqual(names("flow_goi"), []);
});

test("what was typed is marked in the name as it is written", () => {
  assert.deepEqual(findByName(ITEMS, "goi")[1].primaryTokens, [{ normal: "Báo đã " }, { matched: "gọi" }]);
});
