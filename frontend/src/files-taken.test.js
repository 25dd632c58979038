import assert from "node:assert/strict";
import { test } from "node:test";
import { shownSize, sorted } from "./files-taken.js";

const file = (name, size = 10, lastModified = 1) => ({ name, size, lastModified });
const one = { kinds: [".bpmn", ".xml"], most: 100, count: 1 };
const names = ({ taken, refused }) => [
  taken.map((each) => each.name),
  refused.map((each) => [each.file.name, each.why]),
];

test("a file of the right kind and size is taken, whatever the case of its name", () => {
  assert.deepEqual(names(sorted([file("A.BPMN", 100)], [], one)), [["A.BPMN"], []]);
});

test("another kind and too much are refused with their reasons", () => {
  assert.deepEqual(names(sorted([file("a.pdf")], [], one)), [[], [["a.pdf", "fileWrongKind"]]]);
  assert.deepEqual(names(sorted([file("a.xml", 101)], [], one)), [[], [["a.xml", "fileTooLarge"]]]);
});

test("of several dropped onto a field for one the first is taken", () => {
  assert.deepEqual(names(sorted([file("a.xml"), file("b.xml")], [], one)), [["a.xml"], []]);
});

test("several are bounded together, in number and in size, and none comes twice", () => {
  const limits = { kinds: [], most: 100, count: 3 };
  const kept = [file("a", 40), file("b", 40)];
  assert.deepEqual(names(sorted([file("a", 40), file("c", 30), file("d", 20)], kept, limits)), [
    ["a", "b", "d"],
    [["c", "fileTooLarge"]],
  ]);
  assert.deepEqual(names(sorted([file("c", 1), file("d", 1)], kept, limits))[1], [["d", "fileTooMany"]]);
});

test("sizes are said in the language of the page", () => {
  assert.deepEqual(
    [0, 812, 2048, 1_258_291].map((size) => shownSize(size, "vi")),
    ["0\u00a0B", "812\u00a0B", "2\u00a0KB", "1,2\u00a0MB"],
  );
  assert.equal(shownSize(1_258_291, "en"), "1.2\u00a0MB");
});
