import assert from "node:assert/strict";
import { test } from "node:test";
import { readAmount } from "./plain-amounts.js";
import { isNoAmount, readCell } from "./plain-cells.js";
import { readMoney } from "./plain-money.js";

function read(tongue, side, all, kind = "") {
  for (const [typed, feel] of Object.entries(all)) assert.equal(readAmount(typed, side, tongue, kind), feel, typed);
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

test("amounts of money are read as the ticket's forms read them", () => {
  const amounts = {
    ...{ "1tr290": "1290000", "1tr2": "1200000", "500k": "500000", "1.290k": "1290000", "1.290.000đ": "1290000" },
    ...{ "₫1,290,000": "1290000", "1,290,000 VND": "1290000", "12,9 triệu": "12900000", "12.9tr": "12900000" },
    ...{ "1 triệu 290 nghìn": "1290000", "1 triệu rưỡi": "1500000", "2 tỷ 3": "2300000000", "500 ngàn đồng": "500000" },
    ...{ "-5k": "-5000", 0: "0", "2m": "2000000", "2 tỉ": "2000000000" },
  };
  for (const [typed, amount] of Object.entries(amounts)) assert.equal(readMoney(typed), amount, typed);
  for (const typed of ["", "đ", "abc", "12.5", "1tr5tr", "1.2.3", "5 k 5 k", "999999999tỷ", "1.29.000", "--5"])
    assert.equal(readMoney(typed), "", typed);
});

test("conditions on money name thousands and millions, and begin and end with different ones", () => {
  const vi = {
    ...{ "500k trở lên": ">= 500000", "từ 500.000 đến 2 triệu": "[500000..2000000]", "dưới 1 triệu rưỡi": "< 1500000" },
    ...{ "từ 1 đến 2 triệu": "[1000000..2000000]", "từ 500 đến 2 triệu": "[500..2000000]", "500k": "500000" },
    ...{
      "500k trở xuống": "<= 500000",
      "> 500k": "> 500000",
      "≥ 2tr": ">= 2000000",
      "giữa 1tr và 1tr5": "[1000000..1500000]",
    },
    ...{ "500k hoặc 1 tỷ": "500000, 1000000000", "under 500k": "< 500000" },
  };
  const en = {
    ...{ "500k or more": ">= 500000", "under 500k": "< 500000", "500.000 or more": ">= 500000", "500,000": "500000" },
    ...{ "between 500,000 and 2,000,000": "[500000..2000000]", "between 500k and 2m": "[500000..2000000]" },
    ...{ "> 500.000": "> 500000", "500.000 đ": "500000", "500k or less": "<= 500000", "từ 500k trở lên": ">= 500000" },
  };
  read("vi", "inputs", { ...vi, rẻ: "", "500k o": "", null: "", "-": "" }, "money");
  read("en", "inputs", { ...en, 0.5: "0.5", "tong_mua / 2": "" }, "money");
  read("en", "outputs", { "500k": "500000", "500.000": "500000", "phan_loai.tien": "" }, "money");
});

test("elsewhere only what is certain is an amount", () => {
  read("en", "inputs", { "500k or more": ">= 500000", "500k": "500000", "500.000 or more": ">= 500.000" }, "number");
  read("en", "inputs", { "500k or more": ">= 500000", "500k": "", "100,200": "" }, "text");
  assert.equal(readCell("500k", ["> 300000"], "inputs", {}, new Set(), "text"), "500000");
});

test("in a column of amounts what is none stays as it was typed, and is known to be none", () => {
  const known = new Set(["tong_mua", "phan_loai"]);
  const cell = (typed, kind) => readCell(typed, ["-"], "inputs", {}, known, kind);
  assert.equal(cell("500k or moe", "money"), "500k or moe");
  assert.equal(cell("rẻ, đắt", "number"), "rẻ, đắt");
  assert.equal(cell("rẻ, đắt", "text"), '"rẻ", "đắt"');
  for (const typed of ["500k or moe", "rẻ, đắt", '"500k or more"', '"between 500", "000 and 2"', 'not("5")'])
    assert.equal(isNoAmount(typed, known), true, typed);
  for (const typed of ["-", "", "> 5", "[1..5]", "null", "tong_mua", "> phan_loai.to", 'number("5") < ?', "not(7)"])
    assert.equal(isNoAmount(typed, known), false, typed);
});
