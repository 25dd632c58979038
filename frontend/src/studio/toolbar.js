/** The studio's bar: undo and redo, zoom, search, export, the check's result, saving and publishing. */
import { onCopied } from "./copying.js";
import { icon, iconButton, make } from "./dom.js";
import { exportBpmn } from "./downloading.js";
import { fit } from "./fitting.js";
import { later } from "./later.js";
import { word } from "./words.js";

const pictures = () => import("./exporting.js");

function button(spec, name, text, act) {
  return make(
    `button.btn.btn-sm.${spec}`,
    { type: "button", title: text, onclick: act },
    icon(name),
    make("span", {}, text),
  );
}

export function toolbar({ modeler, draft, summary, state, readOnly, publish, name, views, sheet }) {
  const zoom = (by) => modeler.get("zoomScroll").stepZoom(by);
  return make(
    "div.studio-bar",
    { role: "toolbar", "aria-label": word("Process") },
    views,
    readOnly ? make("span.badge", {}, word("Read only")) : [...history(modeler), paste(modeler)],
    make("span.studio-rule"),
    make(
      "span.studio-zoom",
      {},
      iconButton("minus", word("Zoom out"), () => zoom(-1)),
      iconButton("plus", word("Zoom in"), () => zoom(1)),
    ),
    ofDrawing(iconButton("fit", word("Fit"), () => fit(modeler))),
    ofDrawing(iconButton("search", `${word("Find an element")} (Ctrl+F)`, () => seek(modeler))),
    exportMenu({ modeler, name }),
    switches(modeler, sheet),
    summary,
    make("span.studio-state", { role: "status" }, state),
    !readOnly && draft.saveUrl && button("btn-quiet.studio-save", "save", word("Save draft"), () => draft.save()),
    !readOnly && draft.publishUrl && button("btn-primary", "rocket", word("Publish"), publish),
  );
}

function ofDrawing(control) {
  control.classList.add("studio-of-drawing");
  return control;
}

function history(modeler) {
  const stack = modeler.get("commandStack");
  const undo = iconButton("undo", `${word("Undo")} (Ctrl+Z)`, () => stack.undo());
  const redo = iconButton("redo", `${word("Redo")} (Ctrl+Y)`, () => stack.redo());
  const fresh = () => {
    undo.disabled = !stack.canUndo();
    redo.disabled = !stack.canRedo();
  };
  modeler.on("commandStack.changed", fresh);
  modeler.on("import.done", fresh);
  fresh();
  return [undo, redo];
}

function paste(modeler) {
  const control = iconButton("paste", `${word("Paste")} (Ctrl+V)`, () =>
    modeler.get("copying").paste({ isPlaced: true }),
  );
  control.classList.add("studio-paste");
  onCopied(modeler, (isThere) => {
    control.disabled = !isThere;
  });
  return ofDrawing(control);
}

function exportMenu({ modeler, name }) {
  const item = (text, act) =>
    make("button.pop-item", { type: "button", onclick: () => act({ modeler, name }) }, icon("download"), text);
  const label = word("Export");
  return make(
    "details.pop.pop-start",
    { "data-pop": "" },
    make("summary.btn.btn-ghost.btn-sm.btn-square", { "aria-label": label, title: label }, icon("download")),
    make(
      "div.pop-list",
      {},
      item(word("Export as BPMN"), exportBpmn),
      item(word("Export as SVG"), (given) => later(pictures(), ({ exportSvg }) => exportSvg(given))),
      item(word("Export as PNG"), (given) => later(pictures(), ({ exportPng }) => exportPng(given))),
    ),
  );
}

/** More room for the drawing: without the properties, or without the rest of the page. */
function switches(modeler, sheet) {
  const flip = (shape, name, words, where) => {
    const control = iconButton(shape, word(words), () => {
      const on = !(name in where().dataset);
      if (on) where().dataset[name] = "";
      else delete where().dataset[name];
      control.setAttribute("aria-pressed", String(on));
      requestAnimationFrame(() => modeler.get("canvas").resized());
    });
    control.setAttribute("aria-pressed", "false");
    return control;
  };
  const studio = () => modeler.get("canvas").getContainer().closest("[data-studio]");
  const beside = flip("panel", "withoutPanel", "Hide the properties", studio);
  beside.classList.add("studio-of-wide");
  return make(
    "span.studio-switches",
    {},
    beside,
    sheet,
    flip("expand", "studioAlone", "Full window", () => document.body),
  );
}

/** Any click closes the search, also the one that opens it: it opens behind it. */
function seek(modeler) {
  setTimeout(() => modeler.get("searchPad").open());
}
