import assert from "node:assert/strict";
import { test } from "node:test";
import { readReplay, withReplay } from "./replay-address.js";

const PAGE = "https://tantam.example/processes/QT-01/?days=30&channel=zalo";
const STATE = { day: "20/11/2026", span: "week", speed: "2", still: true, at: 36000.4, version: "3" };

test("what is written is read again, and filters stay", () => {
  const href = withReplay(PAGE, STATE);
  assert.equal(
    new URL(href).search,
    "?days=30&channel=zalo&version=3&replay=2026-11-20&replay_span=week&replay_speed=2&replay_still=1&replay_at=36000",
  );
  const { version: _, ...read } = STATE;
  assert.deepEqual(readReplay(new URL(href).search), { ...read, at: 36000 });
});

test("what is as usual is left out, and leaving takes all of it away", () => {
  const href = withReplay(PAGE, { ...STATE, span: "day", speed: "1", still: false, at: null });
  assert.equal(new URL(href).search, "?days=30&channel=zalo&version=3&replay=2026-11-20");
  const read = readReplay(new URL(href).search);
  assert.deepEqual(read, { day: "20/11/2026", span: "day", speed: "1", still: false, at: null });
  assert.equal(withReplay(withReplay(PAGE, STATE), null), `${PAGE}&version=3`);
});

test("what somebody else typed into the address does no harm", () => {
  assert.equal(readReplay("?replay=yesterday"), null);
  assert.equal(readReplay(""), null);
  assert.deepEqual(readReplay("?replay=2026-11-20&replay_span=x&replay_speed=9&replay_at=-1"), {
    day: "20/11/2026",
    span: "day",
    speed: "1",
    still: false,
    at: null,
  });
  assert.equal(withReplay(PAGE, { ...STATE, day: "31/02/2026" }), PAGE);
});
