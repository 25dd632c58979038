import assert from "node:assert/strict";
import { test } from "node:test";
import { readLength, shortLength, writeClock, writeLength } from "./lengths.js";

test("minutes, hours and days go there and back", () => {
  for (const iso of ["PT30M", "PT2H", "P3D"]) assert.equal(writeLength(readLength(iso)), iso);
});

test("a mixed length is said in the one unit that holds it", () => {
  assert.deepEqual(readLength("PT1H30M"), { count: "90", unit: "minutes" });
  assert.deepEqual(readLength("P1DT2H"), { count: "26", unit: "hours" });
});

test("what one unit cannot say is left to plain text", () => {
  for (const iso of ["PT20S", "P1M", "P2W", "duration(a)", "P", "PT"]) assert.equal(readLength(iso), null);
});

test("nothing typed is nothing", () => {
  assert.equal(writeLength({ count: "", unit: "hours" }), "");
  assert.equal(writeLength({ count: "1,5", unit: "hours" }), "");
  assert.deepEqual(readLength(""), { count: "", unit: "minutes" });
});

test("a badge is short in both languages", () => {
  assert.equal(shortLength("PT10M", "vi"), "10 phút");
  assert.equal(shortLength("P2D", "en"), "2 d");
  assert.equal(shortLength("PT5S", "en"), "PT5S");
});

test("a time of day is taken as people type it", () => {
  for (const typed of ["8", "8:00", "08:00", "8h", "8h00", "8.00", "0800"]) assert.equal(writeClock(typed), "08:00");
  assert.deepEqual(["20:30", "20h30", "24:00"].map(writeClock), ["20:30", "20:30", "24:00"]);
  for (const typed of ["", "25:00", "8:75", "sáng", "24:30"]) assert.equal(writeClock(typed), "");
});
