import assert from "node:assert/strict";
import test from "node:test";
import { PAUSE_MS, waitFor } from "./live-pace.js";

test("after a quiet time it is fetched at once, however slow its pace", () => {
  assert.equal(waitFor({ every: 5_000, now: 12 }), PAUSE_MS);
  assert.equal(waitFor({ every: 5_000, last: 1_000, now: 60_000 }), PAUSE_MS);
});

test("what goes on changing is fetched no more often than its pace", () => {
  assert.equal(waitFor({ every: 5_000, last: 10_000, now: 11_000 }), 4_000);
  assert.equal(waitFor({ every: PAUSE_MS, last: 10_000, now: 10_100 }), PAUSE_MS);
});
