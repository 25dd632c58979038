/** The studio's keys: `OWN_KEYS` is what the page listens for, and what `?` shows beside those of the rest of the house. */
import { SHORTCUTS_KEY_BINDINGS } from "bpmn-js/lib/features/keyboard/BpmnKeyboardBindings";
import { make } from "./dom.js";
import { word } from "./words.js";

/** With Ctrl (or Cmd), wherever the focus is. */
export const OWN_KEYS = { s: "save", b: "views", f: "find", z: "undo", y: "redo" };
const OWN_WORDS = {
  save: "Save draft",
  views: "Drawing or list of steps",
  find: "Find an element",
  undo: "Undo",
  redo: "Redo",
};
const TOOLS = {
  selectElements: "Choose everything",
  handTool: "Move the drawing",
  lassoTool: "Choose several with a frame",
  spaceTool: "Make room, or take it away",
  globalConnectTool: "Draw an arrow",
  directEditing: "Change the name",
  replaceElement: "Another kind of element",
};
const OTHERS = [
  [["Ctrl", "C"], "Copy"],
  [["Ctrl", "X"], "Cut"],
  [["Ctrl", "V"], "Paste, in another process too"],
  [["Delete"], "Delete what is chosen"],
  [["← ↑ → ↓"], "Move what is chosen"],
  [["Ctrl", "Enter"], "In the list: a step after this one"],
  [["Alt", "↑ ↓"], "In the list: this step up or down"],
];

function rows() {
  const own = Object.entries(OWN_KEYS).map(([key, act]) => [["Ctrl", key.toUpperCase()], OWN_WORDS[act]]);
  const tools = Object.entries(TOOLS).map(([act, words]) => {
    const { key, modifier } = SHORTCUTS_KEY_BINDINGS[act];
    return [[...(modifier ? ["Ctrl"] : []), modifier ? key : key.toLowerCase()], words];
  });
  return [...own, ...tools, ...OTHERS];
}

/** The keys of this page in the list that `?` opens, before the others; the studio's own keys let `?` through. */
export function showKeys({ isTyping }) {
  const dialog = document.getElementById("keys");
  const list = dialog?.querySelector("[data-keys]");
  if (!list || dialog.querySelector("[data-studio-keys]")) return;
  const shown = rows().map(([keys, words]) =>
    make(
      "div",
      {},
      make(
        "dt",
        {},
        keys.flatMap((key) => [make("kbd.kbd", {}, key), " "]),
      ),
      make("dd", {}, word(words)),
    ),
  );
  for (const row of list.querySelectorAll("[data-of-lists]")) row.remove(); // they do nothing here
  list.before(
    make("h3.keys-title", {}, word("In the studio")),
    make("dl.keys", { "data-studio-keys": "" }, shown),
    make("h3.keys-title", {}, word("Everywhere")),
  );
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    dialog.showModal();
  });
}
