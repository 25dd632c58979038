/** A field for a formula: an editor with suggestions where the server reads formulas, plain lines of text elsewhere. */
import { make } from "./dom.js";
import { areaField } from "./fields.js";
import { picker } from "./formula-pick.js";
import { preview } from "./formula-preview.js";
import { writeMoment } from "./moments.js";

let loading;
const editorOf = () => {
  loading ??= import("./formula-editor.js").catch((error) => {
    loading = undefined; // tried again with the next field
    throw error;
  });
  return loading;
};

/**
 * @param {{key: string, label: string, value: string, set: (text: string) => void, hint?: string, offers: object,
 *   kind?: "condition" | "number" | "value" | "moment" | "list"}} options
 */
export function formulaField({ key, label, value, set, hint, offers, kind = "condition" }) {
  const talk = offers?.formulas;
  let written = value ?? "";
  const keep = (next) => {
    if (next === written) return;
    written = next;
    set(next);
  };
  const field = areaField({ key, label, value, hint, mono: true, set: keep });
  if (!talk) return field;
  field.classList.add("formula-field");
  const area = field.querySelector("textarea");
  let editor;
  const text = () => editor?.text() ?? area.value;
  const shown = preview({ talk, kind, say: (problem) => editor?.say(problem) });
  const below = { show: (next) => shown.show(kind === "moment" ? writeMoment(next) : next) };
  area.addEventListener("input", () => below.show(area.value));
  field.addEventListener("focusout", shown.settle);
  field.append(shown.element);
  if (kind === "condition") field.append(picker({ talk, text, write: set, isBroken: shown.isBroken }));
  if (value?.trim()) below.show(value);
  editorOf()
    .then(({ openEditor }) => {
      if (!area.isConnected || area.disabled) return;
      editor = put({ openEditor, area, field, key, talk, below, keep });
    })
    .catch(() => {}); // the plain field stays
  return field;
}

/** The editor in the place of the lines of text, with the pen where it was; what was typed by then is kept by `keep`. */
function put({ openEditor, area, field, key, talk, below, keep }) {
  const hadPen = document.activeElement === area && [area.selectionStart, area.selectionEnd];
  const name = field.querySelector(".field-label");
  name.id ||= `${area.id}-name`;
  const parent = make("div.formula-input");
  area.replaceWith(parent);
  const editor = openEditor({
    parent,
    text: area.value,
    attributes: {
      "data-field": key,
      "aria-labelledby": name.id,
      ...(area.hasAttribute("aria-describedby") && { "aria-describedby": area.getAttribute("aria-describedby") }),
    },
    nonce: talk.nonce,
    known: () => talk.known(),
    changed: (next) => below.show(next),
    left: keep,
  });
  name.addEventListener("click", () => editor.view.focus());
  if (hadPen) {
    editor.view.focus();
    editor.view.dispatch({
      selection: { anchor: Math.min(hadPen[0], area.value.length), head: Math.min(hadPen[1], area.value.length) },
    });
  }
  return editor;
}
