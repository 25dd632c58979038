/** The studio's bar: undo and redo, zoom, search, export, the check's result, saving and publishing. */
import { toast } from "../desk/toasts.js";
import { icon, iconButton, make } from "./dom.js";
import { fit } from "./fitting.js";
import { word } from "./words.js";

function button(spec, name, text, act) {
  return make(`button.btn.btn-sm.${spec}`, { type: "button", onclick: act }, icon(name), make("span", {}, text));
}

export function toolbar({ modeler, draft, summary, state, readOnly, publish, name }) {
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
  const zoom = (by) => modeler.get("zoomScroll").stepZoom(by);
  return make(
    "div.studio-bar",
    { role: "toolbar", "aria-label": word("Process") },
    readOnly ? make("span.badge", {}, word("Read only")) : [undo, redo],
    make("span.studio-rule"),
    iconButton("minus", word("Zoom out"), () => zoom(-1)),
    iconButton("plus", word("Zoom in"), () => zoom(1)),
    iconButton("fit", word("Fit"), () => fit(modeler)),
    iconButton("search", `${word("Find an element")} (Ctrl+F)`, () => modeler.get("searchPad").open()),
    exportMenu({ modeler, name }),
    summary,
    make("span.studio-state", { role: "status" }, state),
    !readOnly && draft.saveUrl && button("btn-quiet", "save", word("Save draft"), () => draft.save()),
    !readOnly && draft.publishUrl && button("btn-primary", "rocket", word("Publish"), publish),
  );
}

function exportMenu({ modeler, name }) {
  const item = (text, act) => make("button.pop-item", { type: "button", onclick: act }, icon("download"), text);
  const label = word("Export as SVG");
  return make(
    "details.pop.pop-start",
    { "data-pop": "" },
    make("summary.btn.btn-ghost.btn-sm.btn-square", { "aria-label": label, title: label }, icon("download")),
    make(
      "div.pop-list",
      {},
      item(word("Export as SVG"), async () =>
        download(`${name}.svg`, plainSvg((await modeler.saveSVG()).svg), "image/svg+xml"),
      ),
      item(word("Export as BPMN"), async () =>
        download(`${name}.bpmn`, (await modeler.saveXML({ format: true })).xml, "application/xml"),
      ),
    ),
  );
}

/** On paper the theme's variables mean nothing: the exported drawing is black on white. */
export function plainSvg(svg) {
  return svg
    .replaceAll("var(--diagram-fill)", "#ffffff")
    .replaceAll("var(--diagram-line)", "#2b3a42")
    .replaceAll("var(--diagram-label)", "#1b2529");
}

function download(name, text, type) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Asks why, publishes, and goes where the server says. */
export function publishDialog({ draft, checks }) {
  const reason = make("textarea.textarea", { rows: "3", id: "studio-reason", required: true });
  const form = make(
    "form.contents",
    { method: "dialog" },
    make(
      "div.dialog-body.form",
      {},
      make("p.muted.text-sm", {}, word("New cases run the new version; running cases stay on theirs.")),
      make(
        "div.field",
        {},
        make("label.field-label", { for: "studio-reason" }, word("What changes, and why?")),
        reason,
      ),
    ),
    make(
      "footer.dialog-foot",
      {},
      make("button.btn.btn-ghost.btn-sm", { type: "button", "data-closes": "" }, word("Cancel")),
      make("button.btn.btn-primary.btn-sm", {}, icon("rocket"), word("Publish")),
    ),
  );
  const dialog = make(
    "dialog.dialog",
    { "aria-label": word("Publish a new version"), onclose: () => dialog.remove() },
    make("div.dialog-head", {}, make("h2", {}, word("Publish a new version"))),
    form,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    dialog.close();
    try {
      const answer = await draft.publish(reason.value.trim());
      if (!answer) return;
      if (answer.url) location.assign(answer.url);
      else toast(word("Published as version {}", answer.number ?? ""), { tone: "success" });
    } catch (error) {
      if (error.answer?.problems) checks.show(error.answer.problems);
      toast(word("{} to mend", error.answer?.problems?.length ?? 1), { tone: "error" });
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  reason.focus();
}
