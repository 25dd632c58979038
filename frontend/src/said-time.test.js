import assert from "node:assert/strict";
import { test } from "node:test";
import { saidTime } from "./said-time.js";

const NOW = new Date(2026, 10, 22, 17, 30);

test("a time is said as scripts write it", () => {
  assert.equal(saidTime("22/11/2026 20:30", NOW), "20:30");
  assert.equal(saidTime("23/11/2026 9:00", NOW), "09:00 23/11");
  assert.equal(saidTime("", NOW), "");
  assert.equal(saidTime("23/11", NOW), "");
});
