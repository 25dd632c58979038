import assert from "node:assert/strict";
import { test } from "node:test";
import { isNewer, namesApart } from "./kept-copy.js";

const SAVED = { revision: 4, base: 7, savedAt: 10_000 };

test("what was drawn on the saved drawing is newer than it, whatever the clocks say", () => {
  assert.equal(isNewer({ revision: 4, base: 7, at: 9_000 }, SAVED), true);
});

test("what was kept before the drawing was saved again is not offered", () => {
  assert.equal(isNewer({ revision: 3, base: 7, at: 9_000 }, SAVED), false);
  assert.equal(isNewer({ revision: 3, base: 7 }, SAVED), false);
});

test("what was drawn on an older one after it was saved is offered", () => {
  assert.equal(isNewer({ revision: 3, base: 7, at: 11_000 }, SAVED), true);
});

test("where no draft is saved any more, what was kept is offered", () => {
  assert.equal(isNewer({ revision: 3, base: 6, at: 9_000 }, { revision: 0, base: 7, savedAt: 0 }), true);
});

test("two drawings are told apart by the names that stand in one of them alone", () => {
  const kept = new Map([
    ["a", "Gọi khách"],
    ["b", "Đền bù"],
    ["c", "Xin lỗi"],
  ]);
  const here = new Map([
    ["a", "Gọi lại cho khách"],
    ["c", "Xin lỗi"],
    ["d", "Đóng phiếu"],
  ]);
  assert.deepEqual(namesApart(kept, here), { kept: ["Đền bù", "Gọi khách"], here: ["Đóng phiếu"] });
});
