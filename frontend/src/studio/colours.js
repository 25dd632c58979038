/** Colours that a file brings were chosen for white paper: in the dark our own are painted in their place. */

/**
 * The colours that can be given to a step, with what is painted in the dark; the server's pictures have the same
 * (`process/drawing/colours.py`, `diagram.css`). Letters are drawn in `stroke`.
 */
export const COLOURS = [
  { key: "blue", name: "Blue", fill: "#dbeafe", stroke: "#1e40af", dark: { fill: "#16294d", stroke: "#bfdbfe" } },
  { key: "green", name: "Green", fill: "#dcfce7", stroke: "#166534", dark: { fill: "#12331f", stroke: "#bbf7d0" } },
  { key: "yellow", name: "Yellow", fill: "#fef9c3", stroke: "#854d0e", dark: { fill: "#3a300b", stroke: "#fde68a" } },
  { key: "orange", name: "Orange", fill: "#ffedd5", stroke: "#9a3412", dark: { fill: "#40210c", stroke: "#fed7aa" } },
  { key: "red", name: "Red", fill: "#fee2e2", stroke: "#991b1b", dark: { fill: "#441717", stroke: "#fecaca" } },
  { key: "purple", name: "Purple", fill: "#f3e8ff", stroke: "#6b21a8", dark: { fill: "#331a4d", stroke: "#e9d5ff" } },
  { key: "grey", name: "Grey", fill: "#e5e7eb", stroke: "#374151", dark: { fill: "#33373f", stroke: "#e5e7eb" } },
];

const KINDS = {
  fill: { names: ["color:background-color", "bioc:fill"], dark: "var(--diagram-fill)" },
  stroke: { names: ["color:border-color", "bioc:stroke"], dark: "var(--diagram-line)" },
};
const CHOSEN_BY_THEME =
  /light-dark\(([^()]+|[^()]*\([^()]*\)[^()]*), (?:var\(--diagram-\w+\)|#[0-9a-fA-F]{3,8}|rgba?\([^()]*\))\)/g;

/** What to paint an element with where its file says: `{fill, stroke}`, without what the file leaves open. */
export function coloursOf(di) {
  const ours = colourOf(di);
  const own = {};
  for (const [kind, { dark }] of Object.entries(KINDS)) {
    const said = saidBy(di, kind);
    if (said) own[kind] = `light-dark(${said}, ${ours?.dark[kind] ?? dark})`;
  }
  // A file's dark letters on our dark ground, and the other way round, cannot be read: both change or none.
  if (own.fill && !own.stroke) own.stroke = "light-dark(#22242a, var(--diagram-line))";
  return own;
}

/** Which of ours a shape or a line has; undefined for none and for what another tool chose. */
export function colourOf(di) {
  const [fill, stroke] = ["fill", "stroke"].map((kind) => saidBy(di, kind)?.toLowerCase());
  return COLOURS.find((one) => one.stroke === stroke && (!fill || one.fill === fill));
}

/** Whether somebody chose a ground; what other tools write for white is none. */
export const isColoured = (di) => !["", "#fff", "#ffffff", "white"].includes(saidBy(di, "fill")?.toLowerCase() ?? "");

const saidBy = (di, kind) => KINDS[kind].names.map((name) => di?.get?.(name)).find(Boolean);

/** On paper a file's own colours come back. */
export const onPaper = (svg) => svg.replaceAll(CHOSEN_BY_THEME, "$1");
