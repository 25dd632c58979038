/** Colours that a file brings were chosen for white paper: in the dark our own are painted in their place. */
const KINDS = {
  fill: { names: ["color:background-color", "bioc:fill"], dark: "var(--diagram-fill)" },
  stroke: { names: ["color:border-color", "bioc:stroke"], dark: "var(--diagram-line)" },
};
const CHOSEN_BY_THEME = /light-dark\(([^()]+|[^()]*\([^()]*\)[^()]*), var\(--diagram-\w+\)\)/g;

/** What to paint an element with where its file says: `{fill, stroke}`, without what the file leaves open. */
export function coloursOf(di) {
  const own = {};
  for (const [kind, { names, dark }] of Object.entries(KINDS)) {
    const said = names.map((name) => di?.get?.(name)).find(Boolean);
    if (said) own[kind] = `light-dark(${said}, ${dark})`;
  }
  // A file's dark letters on our dark ground, and the other way round, cannot be read: both change or none.
  if (own.fill && !own.stroke) own.stroke = "light-dark(#22242a, var(--diagram-line))";
  return own;
}

/** On paper a file's own colours come back. */
export const onPaper = (svg) => svg.replaceAll(CHOSEN_BY_THEME, "$1");
