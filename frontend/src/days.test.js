import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf, daysLater, monthsLater, parseDay, splitMoment, weeksOf, writeDay } from "./days.js";

const TODAY = dayOf(2026, 11, 22);
const read = (text) => {
  const day = parseDay(text, TODAY);
  return day && writeDay(day);
};

test("a day is typed with the day first, in any of the usual ways", () => {
  for (const typed of [
    "22/11/2026",
    "22.11.2026",
    "22-11-26",
    "22 11 2026",
    "22112026",
    "221126",
    "22/11",
    "2026-11-22",
  ])
    assert.equal(read(typed), "22/11/2026", typed);
  assert.equal(read(" 1/2/2026 "), "01/02/2026");
  assert.equal(read("7/3/58"), "07/03/1958");
});

test("what is no day is null", () => {
  for (const typed of ["", "31/2/2026", "11/22/2026", "mai", "1/1/0999", "22/11/2026x"])
    assert.equal(read(typed), null, typed);
});

test("a month later ends with the month", () => {
  assert.equal(writeDay(monthsLater(dayOf(2026, 1, 31), 1)), "28/02/2026");
  assert.equal(writeDay(monthsLater(dayOf(2026, 1, 15), -1)), "15/12/2025");
  assert.equal(writeDay(monthsLater(dayOf(2024, 2, 29), 12)), "28/02/2025");
  assert.equal(writeDay(daysLater(dayOf(2026, 12, 31), 1)), "01/01/2027");
});

test("weeks begin on Monday", () => {
  const weeks = weeksOf(TODAY);
  assert.equal(weeks.length, 6);
  assert.equal(writeDay(weeks[0][0]), "26/10/2026");
  assert.equal(writeDay(weeks[3][6]), "22/11/2026");
});

test("a moment keeps its time when its day changes", () => {
  assert.deepEqual(splitMoment("22/11/2026 16:00"), { day: "22/11/2026", time: "16:00" });
  assert.deepEqual(splitMoment("22/11 8h"), { day: "22/11", time: "8h" });
  assert.deepEqual(splitMoment("16:30"), { day: "", time: "16:30" });
  assert.deepEqual(splitMoment("22 11 2026"), { day: "22 11 2026", time: "" });
  assert.deepEqual(splitMoment(""), { day: "", time: "" });
});
