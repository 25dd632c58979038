/** The menus of diagram-js in the reader's words where it has its own: searched without marks, counted, nothing found. */
import search from "diagram-js/lib/features/search/search";
import { folded } from "../folding.js";
import { language } from "../language.js";
import { nameOf } from "./naming.js";
import { kindOf, translate } from "./translations.js";
import { word } from "./words.js";

const LATE = 100;
const MENUS = ["bpmn-replace", "align-elements"];

/** "hen gio" finds "Hẹn giờ". */
function searchFolded(items, pattern, options) {
  const flat = (value) => (Array.isArray(value) ? value.map(flat) : value && folded(value));
  const keyed = items.map((item) => ({
    item,
    ...Object.fromEntries(options.keys.map((key) => [key, flat(item[key])])),
  }));
  return search(keyed, folded(pattern), options).map((found) => ({ ...found, item: found.item.item }));
}

function Menus(eventBus, popupMenu, canvas) {
  for (const id of MENUS)
    popupMenu.registerProvider(id, LATE, {
      getPopupMenuEntries: () => (entries) => entries,
      getEmptyPlaceholder: () => word("Nothing is called so."),
    });
  let watching;
  eventBus.on("popupMenu.open", () => {
    watching?.disconnect();
    watching = new MutationObserver(() => counted(canvas.getContainer()));
    watching.observe(canvas.getContainer(), { childList: true, characterData: true, subtree: true });
  });
  eventBus.on("popupMenu.close", () => watching?.disconnect());
  eventBus.on("root.set", LATE, ({ element }) => {
    setTimeout(() => crumbs(canvas.getContainer(), element));
  });
}
Menus.$inject = ["eventBus", "popupMenu", "canvas"];

/** "5 results found" is written into diagram-js: its pieces are exchanged, each where it stands. */
function counted(container) {
  if (language() === "en") return;
  for (const piece of container.querySelector(".djs-popup-search-count")?.childNodes ?? []) {
    if (["result", "results"].includes(piece.data)) piece.data = translate(piece.data);
    else if (piece.data?.trim() === "found") piece.data = "";
  }
}

/** The way into a sub-process: names in the reader's language, and no bare id where there is no name. */
function crumbs(container, root) {
  const around = [];
  for (let bo = root?.businessObject; bo; bo = bo.$parent) around.push(bo);
  for (const crumb of container.querySelectorAll(".bjs-crumb")) {
    const bo = around.find((one) => (one.name || one.id) === crumb.textContent);
    if (!bo) continue;
    crumb.textContent = nameOf(bo) || kindOf(bo);
    crumb.title = crumb.textContent;
  }
}

export const menus = { __init__: ["menus"], menus: ["type", Menus], search: ["value", searchFolded] };
