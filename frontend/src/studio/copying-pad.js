/** Copying in the menu beside what is chosen, for those who do not know the keys or have none. */
import { icon, make } from "./dom.js";
import { word } from "./words.js";

function CopyingPad(contextPad, copying) {
  const html = make("div.entry.studio-pad-entry", { draggable: "true" }, icon("copy")).outerHTML;
  const entries = () => ({
    "tantam-copy": { group: "edit", html, title: `${word("Copy")} (Ctrl+C)`, action: { click: () => copying.take() } },
  });
  contextPad.registerProvider(400, { getContextPadEntries: entries, getMultiElementContextPadEntries: entries });
}
CopyingPad.$inject = ["contextPad", "copying"];

export const copyingPad = { __init__: ["copyingPad"], copyingPad: ["type", CopyingPad] };
