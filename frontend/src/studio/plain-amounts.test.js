import assert from "node:assert/strict";
import { test } from "node:test";
import { readAmount } from "./plain-amounts.js";
import { readCell } from "./plain-cells.js";

function read(tongue, side, all) {
  for (const [typed, feel] of Object.entries(all)) assert.equal(readAmount(typed, side, tongue), feel, typed);
}

test("amounts in the words in which the table says them are conditions", () => {
  read("vi", "inputs", {
    "trên 1.000.000": "> 1000000",
    "Từ 500.000 đ trở lên": ">= 500000",
    "từ 100.000 đến 300.000": "[100000..300000]",
    "dưới 0,5": "< 0.5",
    "nhiều nhất 5": "<= 5",
    "300.000 hoặc 500.000": "300000, 500000",
    "khác 7": "not(7)",
  });
  read("en", "inputs", {
    "more than 1,000,000": "> 1000000",
    "VND 500,000 or more": ">= 500000",
    "100,000 to 300,000": "[100000..300000]",
    "less than 0.5": "< 0.5",
    "300,000 or 500,000": "300000, 500000",
    "300,000, 500,000": "300000, 500000",
    "[100,000..300,000]": "[100000..300000]",
  });
});

test("a number with groups and parts is one number, in a condition too", () => {
  read("vi", "inputs", { "1.234,5": "1234.5", "1,2": "", 1.5: "", 5: "" });
  read("en", "inputs", { "1,234.5": "1234.5", "100,200": "" });
});

test("money and days may be written as they are on paper", () => {
  for (const side of ["inputs", "outputs"])
    read("vi", side, { "1.000.000 đ": "1000000", "500000 VND": "500000", "23/11/2026": 'date("2026-11-23")' });
  read("vi", "inputs", { "> 1.000.000 đ": "> 1000000", ">= 1/2/2026": '>= date("2026-02-01")' });
  read("en", "inputs", { "from 1/2/2026 to 28/2/2026": '[date("2026-02-01")..date("2026-02-28")]' });
  read("vi", "inputs", {
    "sau 1/2/2026": '> date("2026-02-01")',
    "31/2/2026": "",
    "từ Hà Nội đến Huế": "",
    "trên mạng": "",
    "10/2": "",
  });
});

test("where a column looks for words, words stay words", () => {
  assert.equal(readCell("trên 5", ['mentions(?, ["a"])'], "inputs"), 'mentions(?, ["trên 5"])');
  assert.equal(readCell("trên 1.000.000 đ", ["> 5"], "inputs"), "> 1000000");
  assert.equal(readCell("tiền", [], "outputs", {}, new Set()), '"tiền"');
});
