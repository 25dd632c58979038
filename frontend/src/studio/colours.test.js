import assert from "node:assert/strict";
import { test } from "node:test";
import { coloursOf, onPaper } from "./colours.js";

const di = (said) => ({ get: (name) => said[name] });

test("a file's white ground and black lines give way to ours in the dark", () => {
  assert.deepEqual(coloursOf(di({ "color:background-color": "#fff", "color:border-color": "#000" })), {
    fill: "light-dark(#fff, var(--diagram-fill))",
    stroke: "light-dark(#000, var(--diagram-line))",
  });
});

test("the older way to write colours is read as well, and a ground alone brings its lines", () => {
  assert.deepEqual(coloursOf(di({ "bioc:fill": "#ffe0b2" })), {
    fill: "light-dark(#ffe0b2, var(--diagram-fill))",
    stroke: "light-dark(#22242a, var(--diagram-line))",
  });
});

test("what the file leaves open stays as it is", () => {
  assert.deepEqual(coloursOf(di({})), {});
  assert.deepEqual(coloursOf(undefined), {});
});

test("an exported picture has the file's own colours again", () => {
  assert.equal(
    onPaper("fill: light-dark(#fff, var(--diagram-fill)); stroke: light-dark(rgb(1, 2, 3), var(--diagram-line))"),
    "fill: #fff; stroke: rgb(1, 2, 3)",
  );
});
