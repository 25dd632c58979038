import assert from "node:assert/strict";
import { test } from "node:test";
import { askedBefore, compared, openQuote, strangers, suggested } from "./formula-complete.js";

const known = {
  names: [
    {
      name: "khan",
      label: "Mức khẩn",
      kind: "text",
      values: [
        ["high", "Cao"],
        ["low", "Thấp"],
      ],
    },
    { name: "thieu_thong_tin", label: "Còn thiếu thông tin", kind: "boolean", values: [] },
    { name: "tình trạng hàng", label: "Tình trạng hàng", kind: "text", values: [["vỡ", "vỡ"]] },
    { name: "nhom", label: "Nhóm khách", kind: "list", values: [["vip", "VIP"]] },
    { name: "phan_loai", label: "", kind: "context", values: [] },
    { name: "phan_loai.loai", label: "Loại", kind: "text", values: [["complaint", "Khiếu nại"]] },
    { name: "so_lan.goi", label: "", kind: "number", values: [] },
  ],
  functions: [
    ["contains", "contains(string, match)", "Có chứa"],
    ["string length", "string length(string)", "Số ký tự"],
    ["now", "now()", "Bây giờ"],
  ],
};
const at = (text) => {
  const pen = text.indexOf("|");
  return suggested(text.replace("|", ""), pen, known);
};
const names = (text) => at(text)?.options.map(({ name }) => name);

test("a name is found by its letters without marks, and by what it means", () => {
  assert.equal(names("kh|")[0], "khan");
  assert.equal(names("muc|")[0], "khan");
  assert.equal(names("tinh tr|")[0], "tình trạng hàng");
  assert.deepEqual([at("nhom = 1 or muc kh|").from, names("nhom = 1 or muc kh|")[0]], ["nhom = 1 or ".length, "khan"]);
});

test("a name with spaces is taken whole, also behind another word", () => {
  const found = at("khan = 1 and tình tr|");
  assert.equal(found.from, "khan = 1 and ".length);
  assert.equal(found.options[0].apply, "tình trạng hàng");
});

test("after a comparison the values of that very name come first, in words", () => {
  const found = at("khan = |");
  assert.deepEqual(
    found.options.slice(0, 2).map(({ apply, label }) => [apply, label]),
    [
      ['"high"', "Cao"],
      ['"low"', "Thấp"],
    ],
  );
  assert.deepEqual(names("thieu_thong_tin = t|").slice(0, 1), ["true"]);
  assert.deepEqual(names("phan_loai.loai != khi|").slice(0, 1), ['"complaint"']);
});

test("inside quotes only the values of the name are offered, and the quote is closed", () => {
  assert.deepEqual(
    at('khan = "|').options.map(({ apply }) => apply),
    ['high"', 'low"'],
  );
  assert.deepEqual(
    at('khan in ("low", "h|")').options.map(({ apply, over }) => [apply, over]),
    [['high"', 1]],
  );
  assert.deepEqual(
    at('list contains(nhom, "|')?.options.map(({ label }) => label),
    ["VIP"],
  );
  assert.equal(at('contains(noi_dung, "|'), null);
});

test("nothing pops up where nothing was typed, unless it is asked for", () => {
  assert.equal(at("khan = 1 |"), null);
  assert.ok(suggested("", 0, known, { asked: true }).options.length > 10);
});

test("a function brings its brackets and the pen between them", () => {
  const [found] = at("string l|").options;
  assert.deepEqual([found.apply, found.back, found.help], ["string length()", 1, "string length(string)"]);
  assert.equal(at("now|").options.find(({ kind }) => kind === "function").back, 0);
});

test("a quote inside a text does not end it", () => {
  assert.equal(openQuote('a = "x \\" y'), 4);
  assert.equal(openQuote('a = "x" and '), -1);
  assert.equal(askedBefore("khan", known).name, "khan");
  assert.equal(askedBefore("xkhan", known), undefined);
});

test("what nothing sets is told, with the name that was meant", () => {
  assert.deepEqual(strangers(["khann", "phan_loai", "contains", "xyz"], known), [
    { name: "khann", near: "khan" },
    { name: "xyz", near: "" },
  ]);
});

test("what is picked becomes a formula", () => {
  const [khan, , hang, nhom] = known.names;
  assert.equal(compared({ known: khan, sign: "!=", value: "high" }), 'khan != "high"');
  assert.equal(compared({ known: hang, sign: "=", value: 'vỡ "nát"' }), 'tình trạng hàng = "vỡ \\"nát\\""');
  assert.equal(compared({ known: nhom, sign: "=", value: "vip" }), 'list contains(nhom, "vip")');
  assert.equal(compared({ known: { name: "so_lan.goi", kind: "number" }, sign: ">=", value: "2" }), "so_lan.goi >= 2");
});
