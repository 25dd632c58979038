import assert from "node:assert/strict";
import { test } from "node:test";
import { firstResults, readCell } from "./plain-cells.js";
import { readNumbers, shownNumbers } from "./plain-numbers.js";

const LOOKS_FOR = ['mentions(?, ["giá", "ib"])', "-"];

test("words typed between commas are looked for where the column looks for words", () => {
  assert.equal(readCell("thuê xe, cho thuê", LOOKS_FOR, "inputs"), 'mentions(?, ["thuê xe", "cho thuê"])');
  assert.equal(readCell(" thuê xe ,", LOOKS_FOR, "inputs"), 'mentions(?, ["thuê xe"])');
});

test("an expression, a dash, a number and nothing stay as they were typed", () => {
  for (const typed of ['mentions(?, ["a"])', '"vip"', "-", "", "  ", "> 5", "10", "1, 2", "null", "true"])
    assert.equal(readCell(typed, LOOKS_FOR, "inputs"), typed);
});

test("words stay words where the column looks for none", () => {
  assert.equal(readCell("khach_moi", ["-", 'list contains(?, "vip")'], "inputs"), "khach_moi");
  assert.equal(readCell("phan_loai.to", ["null", "10"], "outputs"), "phan_loai.to");
});

test("a result typed without quotes is the text that another row has", () => {
  assert.equal(readCell("high", ['"normal"', '"high"'], "outputs"), '"high"');
  assert.equal(readCell("ho-tro", ['"ho-tro"'], "outputs"), '"ho-tro"');
  assert.equal(readCell("nhom", ['"high"'], "outputs"), "nhom"); // may be what a condition sees
  assert.equal(readCell("null", ['"normal"'], "outputs"), "null");
});

test("a new row begins with the results of the row above, the first with those of the row below", () => {
  const rules = [{ outputs: [{ text: '"a"' }, { text: "null" }] }, { outputs: [{ text: '"b"' }, { text: "5" }] }];
  assert.deepEqual(firstResults(rules, 2, 2), [{ text: '"b"' }, { text: "5" }]);
  assert.deepEqual(firstResults(rules, 0, 2), [{ text: '"a"' }, { text: "null" }]);
  assert.deepEqual(firstResults([], 0, 1), [{ text: "null" }]);
});

const KINDS = { complaint: "Khiếu nại", warranty: "Bảo hành" };

test("a name is its key, several names are several keys", () => {
  assert.equal(readCell("khiếu nại", [], "outputs", KINDS), '"complaint"');
  assert.equal(readCell("Khiếu nại, Bảo hành", ["-"], "inputs", KINDS), '"complaint", "warranty"');
  assert.equal(readCell("Khiếu nại, xe", ["-"], "inputs", KINDS), "Khiếu nại, xe");
});

test("in a column of lists a name is looked for in the list", () => {
  const others = ['list contains(?, "wholesale")'];
  assert.equal(readCell("VIP", others, "inputs", { vip: "VIP" }), 'list contains(?, "vip")');
});

const FIELDS = new Set(["nhom", "phan_loai", "phan_loai.to", "tien_hang"]);

test("words that no field is called are text, also in the first row", () => {
  assert.equal(readCell("thap", [], "outputs", {}, FIELDS), '"thap"');
  assert.equal(readCell("Mức cao", [], "outputs", {}, FIELDS), '"Mức cao"');
  assert.equal(readCell("zalo, email", ["-"], "inputs", {}, FIELDS), '"zalo", "email"');
});

test("fields, numbers and expressions stay what they are where the fields are known", () => {
  for (const typed of [
    "nhom",
    "phan_loai.to",
    "tien_hang * 2",
    "> 5",
    "300000",
    "null",
    "true",
    "-",
    "[1..5]",
    "Thấp!",
  ])
    assert.equal(readCell(typed, [], "outputs", {}, FIELDS), typed);
  assert.equal(readCell("nhom, zalo", [], "inputs", {}, FIELDS), "nhom, zalo");
});

test("numbers in groups, as the table says them, are stored as FEEL has them", () => {
  const read = (tongue, side, all) => {
    for (const [typed, feel] of Object.entries(all)) assert.equal(readNumbers(typed, side, tongue), feel);
  };
  read("vi", "inputs", { "> 1.000.000": "> 1000000", "[1.000..2.500]": "[1000..2500]", "<= 0,5": "<= 0.5" });
  read("vi", "inputs", { "1,2": "1,2", "> 1.234,5": "> 1234.5" }); // one or two
  read("vi", "outputs", { "1,5": "1.5", "1.000": "1000" });
  read("en", "inputs", { "> 1,000,000": "> 1000000", "100,200": "100,200", "<2,500.75": "<2500.75" });
  read("en", "outputs", { "2,500.75": "2500.75", 1.5: "1.5" });
  for (const typed of ['"1.000.000"', "a.b", "1.5", "[1..5]", "1000000", "0.125", 'date("2026-01-01")', "1.0000"])
    assert.equal(readNumbers(typed, "outputs", "vi"), typed);
  assert.equal(readCell("> 1.000.000", [], "inputs"), "> 1000000");
  assert.equal(readCell("1.000.000", [], "outputs"), "1000000");
});

test("a number with three places stands in a Vietnamese cell as it is read back", () => {
  const cells = [
    ["inputs", "> 1.250", "> 1,250", "> 1.250"],
    ["inputs", "[1.250..2.500]", "[1.2500..2.5000]", "[1.2500..2.5000]"],
    ["outputs", "1.250", "1,250", "1.250"],
    ["outputs", "0.125", "0.125", "0.125"],
    ["outputs", '"1.250"', '"1.250"', '"1.250"'],
    ["inputs", "> 1250", "> 1250", "> 1250"],
  ];
  for (const [side, kept, shown, read] of cells) {
    assert.equal(shownNumbers(kept, side, "vi"), shown);
    assert.equal(readNumbers(shown, side, "vi"), read);
    assert.equal(shownNumbers(kept, side, "en"), kept);
  }
});
