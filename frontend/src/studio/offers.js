/**
 * What the modeler offers: new steps are steps for people (user tasks), and what our engine does not run stands
 * last in the change menu, marked so; palette entries without use here are left out.
 */
import { translate } from "./translations.js";
import { word } from "./words.js";

const LEFT_OUT = ["create.data-object", "create.data-store", "create.group"];
const NOT_RUN = /script/i;

function PaletteOffers(palette, create, elementFactory, eventBus) {
  eventBus.on(["palette.create", "palette.changed"], () => setTimeout(sayOnHover)); // after it was drawn
  const start = (event) => create.start(event, elementFactory.createShape({ type: "bpmn:UserTask" }));
  palette.registerProvider(500, {
    getPaletteEntries: () => (entries) => {
      for (const name of LEFT_OUT) delete entries[name];
      if (entries["create.task"]) {
        entries["create.task"] = {
          ...entries["create.task"],
          className: "bpmn-icon-user-task",
          action: { dragstart: start, click: start },
        };
      }
      return entries;
    },
  });
}
PaletteOffers.$inject = ["palette", "create", "elementFactory", "eventBus"];

/** Pictures alone say little to who sees them for the first time. */
function sayOnHover() {
  for (const entry of document.querySelectorAll(".djs-palette .entry[aria-label]"))
    entry.title = entry.getAttribute("aria-label");
}

function PadOffers(contextPad, autoPlace, create, elementFactory) {
  // bpmn-js still asks for the pad in the way that diagram-js warns of; the console is for what is wrong with us
  const { warn } = console;
  const { getPad } = contextPad;
  contextPad.getPad = (target) => {
    console.warn = () => {};
    try {
      return getPad.call(contextPad, target);
    } finally {
      console.warn = warn;
    }
  };
  contextPad.registerProvider(500, {
    getContextPadEntries: (element) => (entries) => {
      if (entries["append.append-task"]) {
        const shape = () => elementFactory.createShape({ type: "bpmn:UserTask" });
        entries["append.append-task"] = {
          ...entries["append.append-task"],
          className: "bpmn-icon-user-task",
          title: translate("Append task"),
          action: {
            click: () => autoPlace.append(element, shape()),
            dragstart: (event) => create.start(event, shape(), { source: element }),
          },
        };
      }
      return entries;
    },
  });
}
PadOffers.$inject = ["contextPad", "autoPlace", "create", "elementFactory"];

function MenuOffers(popupMenu) {
  const sorted = (entries) => {
    const all = Object.entries(entries);
    const later = all.filter(([id]) => NOT_RUN.test(id));
    const now = all.filter(([id]) => !NOT_RUN.test(id));
    return Object.fromEntries([
      ...now,
      ...later.map(([id, entry]) => [id, { ...entry, group: { id: "later", name: word("not run yet") } }]),
    ]);
  };
  popupMenu.registerProvider("bpmn-replace", 500, {
    getPopupMenuEntries: () => sorted,
  });
}
MenuOffers.$inject = ["popupMenu"];

export const offering = {
  __init__: ["carePalette", "careContextPad", "careMenu"],
  carePalette: ["type", PaletteOffers],
  careContextPad: ["type", PadOffers],
  careMenu: ["type", MenuOffers],
};
