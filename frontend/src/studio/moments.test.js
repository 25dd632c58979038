import assert from "node:assert/strict";
import { test } from "node:test";
import { readCycle, readDates, readMoment, writeCycle, writeDates, writeMoment } from "./moments.js";

const TODAY = new Date("2026-11-22T12:00:00Z");

test("a moment is typed day first and kept in Vietnamese time", () => {
  assert.equal(writeMoment("31/12/2026 8:00", TODAY), "2026-12-31T08:00:00+07:00");
  assert.equal(writeMoment("31/12 17h30", TODAY), "2026-12-31T17:30:00+07:00");
  assert.equal(writeMoment("31/12/2026", TODAY), "2026-12-31T00:00:00+07:00");
});

test("a formula stays a formula", () => {
  for (const text of ["ngay_hen", 'date and time("2026-12-31T08:00:00")', "", "31/02/2026 8:00"])
    assert.equal(writeMoment(text, TODAY), text);
});

test("what is kept is read as it was typed", () => {
  assert.equal(readMoment("2026-12-31T08:00:00+07:00"), "31/12/2026 08:00");
  assert.equal(readMoment('"2026-12-31T08:00:00+07:00"'), "31/12/2026 08:00");
  assert.equal(readMoment("ngay_hen"), "ngay_hen");
  assert.equal(readMoment("2026-12-31T08:00:00Z"), "2026-12-31T08:00:00Z");
});

test("a repetition is a length and how often", () => {
  assert.deepEqual(readCycle("R3/PT1H"), { every: "PT1H", times: "3" });
  assert.deepEqual(readCycle("R/P1D"), { every: "P1D", times: "" });
  assert.deepEqual(readCycle(""), { every: "", times: "" });
  assert.equal(readCycle("R3/2026-01-05T08:00:00+07:00/P1D"), null);
  assert.equal(writeCycle({ every: "PT1H", times: "3" }), "R3/PT1H");
  assert.equal(writeCycle({ every: "PT1H", times: "" }), "R/PT1H");
  assert.equal(writeCycle({ every: "PT1H", times: "0" }), "R/PT1H");
  assert.equal(writeCycle({ every: "", times: "3" }), "");
});

test("dates are typed as people say them and read back", () => {
  const keys = ["15", "last", "12-20", "lunar:12-23"];
  assert.deepEqual(writeDates("15, cuối tháng; 20/12, âm 23/12"), keys);
  assert.deepEqual(writeDates("15, last, 20/12, lunar 23/12"), keys);
  assert.equal(readDates(keys, { last: "cuối tháng", lunar: "âm" }), "15, cuối tháng, 20/12, âm 23/12");
  assert.deepEqual(writeDates("khi rảnh"), ["khi rảnh"]);
  assert.deepEqual(writeDates(""), []);
});
