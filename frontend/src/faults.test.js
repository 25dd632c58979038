import assert from "node:assert/strict";
import { test } from "node:test";
import { faultWords, languages } from "./faults.js";

const field = (type, found, more = {}) => ({ type, validity: { valid: false, ...found }, ...more });

test("both languages say the same things", () => {
  assert.deepEqual(Object.keys(languages.vi), Object.keys(languages.en));
  assert.equal(Object.values(languages.vi).includes(""), false);
});

test("an empty field asks for what it is: words, a choice, a tick, a file", () => {
  const missing = { valueMissing: true };
  assert.equal(faultWords(field("textarea", missing), "vi"), "Hãy điền ô này.");
  assert.equal(faultWords(field("textarea", missing), "en"), "Fill in this field.");
  assert.equal(faultWords(field("select-one", missing), "vi"), "Hãy chọn một mục.");
  assert.equal(faultWords(field("checkbox", missing), "vi"), "Hãy đánh dấu ô này để tiếp tục.");
  assert.equal(faultWords(field("file", missing), "vi"), "Hãy chọn một tệp.");
});

test("a bound is said with its figure", () => {
  assert.equal(faultWords(field("number", { rangeUnderflow: true }, { min: "1" }), "vi"), "Hãy điền từ 1 trở lên.");
  assert.equal(
    faultWords(field("text", { tooLong: true }, { maxLength: 300 }), "en"),
    "Too long: at most 300 characters.",
  );
});

test("what is half typed into a number or a date is not called empty", () => {
  assert.equal(faultWords(field("number", { badInput: true, valueMissing: true }), "vi"), "Hãy điền một số.");
  assert.equal(faultWords(field("datetime-local", { badInput: true }), "vi"), "Hãy điền đủ ngày, giờ.");
});

test("a field without a fault says nothing", () => {
  assert.equal(faultWords({ type: "text", validity: { valid: true } }, "vi"), "");
});
