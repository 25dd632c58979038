import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf, withAmounts } from "./grid-amounts.js";

const entries = ["500k or moe", "> 5", '"abc"'].map((text) => ({ text }));
const table = {
  fields: [{ name: "tong_mua", kind: "number", is_money: true }],
  known: new Set(["tong_mua"]),
  inputs: [{ expression: " tong_mua " }, { expression: "ten" }],
  outputs: [{ name: "x" }],
  rules: entries.map((entry) => ({ inputs: [entry, { text: '"a"' }], outputs: [{ text: "1" }] })),
};
const found = [
  { side: "inputs", column: 1, rule: 1, message: "server" },
  { side: "inputs", column: 2, rule: 1, message: "other" },
];

test("a column of money is known by its field", () => {
  assert.deepEqual(
    [kindOf(table, "inputs", 0), kindOf(table, "inputs", 1), kindOf(table, "outputs", 0)],
    ["money", "", ""],
  );
});

test("a cell that holds no amount says so instead of what the server says, with an example", () => {
  const said = withAmounts(table, found);
  assert.deepEqual(
    said.map(({ column, rule }) => [column, rule]),
    [
      [2, 1],
      [1, 1],
      [1, 3],
    ],
  );
  assert.match(said[1].message, /“500k or moe”.*500k/);
});

test("while it is typed nothing is said of it yet", () => {
  const said = withAmounts(table, found, entries[0]);
  assert.deepEqual(
    said.map(({ column, rule }) => [column, rule]),
    [
      [2, 1],
      [1, 3],
    ],
  );
});
