import assert from "node:assert/strict";
import { test } from "node:test";
import { readLength, readTyped, shortLength, workingDaysIn, writeClock, writeLength } from "./lengths.js";

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

test("a length is read as people write it", () => {
  const read = {
    30: "PT30M",
    "30 phút": "PT30M",
    "3 d": "P3D",
    pt15m: "PT15M",
    "90p": "PT90M",
    "2h": "PT2H",
    "1h30": "PT90M",
    "1 giờ 30 phút": "PT90M",
    "1,5 giờ": "PT90M",
    "1.5 h": "PT90M",
    "nửa tiếng": "PT30M",
    "half an hour": "PT30M",
    "1 tiếng rưỡi": "PT90M",
    "60 phút": "PT1H",
    "3 ngày": "P3D",
    PT20M: "PT20M",
    " ": "",
  };
  for (const [typed, iso] of Object.entries(read)) assert.equal(readTyped(typed), iso, typed);
  for (const typed of ["1 tuần", "chốc nữa", "30 phút ạ!", "0,33 phút", "1 giờ abc", "rưỡi", "-5"])
    assert.equal(readTyped(typed), null, typed);
});

test("where only working time counts a typed day is one of work, and a day of a file is told as its 24 hours", () => {
  assert.equal(readTyped("1 ngày", { dayHours: 8 }), "PT8H");
  assert.equal(readTyped("1 ngày rưỡi", { dayHours: 8 }), "PT12H");
  assert.equal(shortLength("P1D", "vi", { isWorkingTime: true }), "24 giờ");
  assert.equal(shortLength("P1D", "vi"), "1 ngày");
  assert.equal(shortLength("P45D", "vi", { isWorkingTime: true }), "1.080 giờ");
  assert.equal(shortLength("P45D", "en", { isWorkingTime: true }), "1,080 h");
});

test("whole and half working days are told, shorter and odd lengths are not", () => {
  const days = { PT16H: 2, PT8H: 1, PT12H: 1.5, P1D: 3, PT4H: 0, PT9H: 0, PT90M: 0, "": 0, "duration(a)": 0 };
  for (const [iso, count] of Object.entries(days)) assert.equal(workingDaysIn(iso), count, iso);
});
