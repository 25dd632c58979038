import assert from "node:assert/strict";
import { test } from "node:test";
import { clearing } from "./sheet.js";

test("what stands above the sheet stays where it is", () => {
  assert.equal(clearing({ top: 20, bottom: 132 }, 240), 0);
});

test("what lies beneath the sheet comes above it, its upper edge never out of sight", () => {
  assert.equal(clearing({ top: 300, bottom: 412 }, 240), 216);
  assert.equal(clearing({ top: 60, bottom: 400 }, 240), 48);
});
