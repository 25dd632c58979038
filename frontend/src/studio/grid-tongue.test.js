import assert from "node:assert/strict";
import { test } from "node:test";

import { inTongue } from "./grid-tongue.js";

function typed(holder, text, tongue) {
  const said = inTongue(holder, "label", tongue);
  for (let end = 1; end <= text.length; end += 1) said.text = text.slice(0, end);
}

test("what is typed in English where there is no Vietnamese name stands for both, whole", () => {
  const column = { label: "" };
  typed(column, "Amount", "en");
  assert.deepEqual([column.label, column.foreign], ["Amount", undefined]);
  inTongue(column, "label", "en").text = "";
  typed(column, "Amount paid", "en");
  assert.equal(column.label, "Amount paid");
});

test("beside a Vietnamese name the English one is written, and goes where it says the same", () => {
  const column = { label: "Số tiền" };
  typed(column, "Amount", "en");
  assert.deepEqual([column.label, column.foreign], ["Số tiền", "Amount"]);
  typed(column, "Số tiền", "vi");
  inTongue(column, "label", "en").text = "Số tiền";
  assert.deepEqual([column.label, column.foreign], ["Số tiền", ""]);
});
