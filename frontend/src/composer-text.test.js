import assert from "node:assert/strict";
import { test } from "node:test";
import { atQuery, gapBeside, slashQuery, spliced, unresolved } from "./composer-text.js";

test("a slash at a word's beginning asks for scripts", () => {
  assert.deepEqual(slashQuery("/xin", 4), { query: "xin", from: 0 });
  assert.deepEqual(slashQuery("Dạ /", 4), { query: "", from: 3 });
  assert.equal(slashQuery("22/11", 5), null);
  assert.equal(slashQuery("/xin lỗi", 8), null);
});

test("an at sign behind white space asks for a colleague, by up to four words", () => {
  assert.deepEqual(atQuery("nhờ @khô", 8), { query: "khô", from: 4 });
  assert.deepEqual(atQuery("@Phùng Bá", 9), { query: "Phùng Bá", from: 0 });
  assert.equal(atQuery("a@b.vn", 6), null);
  assert.equal(atQuery("@Phùng Bá Khôi ", 15), null);
});

test("a script takes the place of what was typed", () => {
  assert.deepEqual(spliced("Dạ /xin nhé", { from: 3, to: 7, insert: "em xin lỗi" }), {
    text: "Dạ em xin lỗi nhé",
    caret: 13,
  });
});

test("unresolved places are named once each", () => {
  assert.deepEqual(unresolved("Chào {kh}, {toi} báo {kh} trước {gio_hen}"), ["{kh}", "{toi}", "{gio_hen}"]);
  assert.deepEqual(unresolved("Xe cần {việc đang nói}"), ["{việc đang nói}"]);
  assert.deepEqual(unresolved("a } b { c"), []);
});

test("gaps are walked forth and back, and left at the end", () => {
  const text = "Xe cần {việc}, hết {tiền} ạ";
  assert.deepEqual(gapBeside(text, { after: 0 }), { from: 7, to: 13 });
  assert.deepEqual(gapBeside(text, { after: 13 }), { from: 19, to: 25 });
  assert.equal(gapBeside(text, { after: 25 }), null);
  assert.deepEqual(gapBeside(text, { before: 19 }), { from: 7, to: 13 });
  assert.equal(gapBeside(text, { before: 7 }), null);
});
