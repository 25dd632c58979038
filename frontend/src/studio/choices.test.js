import assert from "node:assert/strict";
import { test } from "node:test";
import { WITHOUT } from "./choices.js";
import { vietnamese } from "./words.js";

test("what choosing no touchpoint means is said, and not as if it were all of them", () => {
  for (const said of Object.values(WITHOUT)) assert.ok(vietnamese[said], said);
  assert.match(vietnamese[WITHOUT.Touchpoint], /không yêu cầu mới nào/);
});
