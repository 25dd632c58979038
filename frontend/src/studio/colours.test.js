import assert from "node:assert/strict";
import { test } from "node:test";
import { COLOURS, colourOf, coloursOf, isColoured, onPaper } from "./colours.js";

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

test("a colour of ours stays a colour in the dark, and on paper it is the file's again", () => {
  for (const { fill, stroke, dark, key } of COLOURS) {
    const said = di({ "color:background-color": fill, "color:border-color": stroke.toUpperCase() });
    assert.equal(colourOf(said).key, key);
    assert.equal(coloursOf(said).fill, `light-dark(${fill}, ${dark.fill})`);
    assert.equal(onPaper(`fill: ${coloursOf(said).fill};`), `fill: ${fill};`);
  }
  assert.equal(onPaper("fill: light-dark(rgb(219, 234, 254), rgb(22, 41, 77));"), "fill: rgb(219, 234, 254);");
});

test("white ground is no colour, any other is, whoever chose it", () => {
  for (const fill of ["#FFFFFF", "white", undefined]) assert.ok(!isColoured(di({ "bioc:fill": fill })));
  assert.ok(isColoured(di({ "color:background-color": "#ffe0b2" })));
});

test("an arrow has a line alone, and what another tool chose is none of ours", () => {
  assert.equal(colourOf(di({ "bioc:stroke": "#166534" })).key, "green");
  assert.equal(colourOf(di({ "bioc:stroke": "#166534", "bioc:fill": "#fff" })), undefined);
  assert.equal(colourOf(di({})), undefined);
});

test("the name of a coloured step can be read by light and in the dark", () => {
  for (const one of COLOURS) {
    assert.ok(contrast(one.stroke, one.fill) >= 4.5, one.key);
    assert.ok(contrast(one.dark.stroke, one.dark.fill) >= 4.5, `${one.key} in the dark`);
    assert.ok(contrast(one.stroke, "#ffffff") >= 4.5, `${one.key} beside an event`);
  }
});

/** By WCAG 2.2, "contrast ratio". */
function contrast(first, second) {
  const [dark, light] = [first, second].map(luminance).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex) {
  const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = parts.map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
