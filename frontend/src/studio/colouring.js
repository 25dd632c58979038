/** Giving steps, arrows, pools and lanes a colour: an entry beside what is chosen, and the same colours in the panel for the keys. */
import { COLOURS, colourOf, coloursOf } from "./colours.js";
import { icon, make } from "./dom.js";
import { group } from "./fields.js";
import { word } from "./words.js";

const MENU = "tantam-colours";
const AFTER_THE_OTHERS = 350;
const GAP = 5;
const PAINTED = ["bpmn:FlowNode", "bpmn:SequenceFlow", "bpmn:Participant", "bpmn:Lane"];
const NONE = { key: "none", name: "No colour" };

/** Of what is chosen, what can have a colour; who chose a name means what it belongs to. */
function paintable(elements) {
  const meant = [elements].flat().map((element) => element.labelTarget ?? element);
  return [...new Set(meant)].filter((one) => one.di && PAINTED.some((type) => one.businessObject?.$instanceOf?.(type)));
}

/** One step back takes the colour off all of them. */
function colour({ modeling, elements, fill, stroke }) {
  modeling.setColor(paintable(elements), { fill, stroke });
}

function swatch({ fill, stroke, dark }) {
  const paint = fill
    ? `fill="light-dark(${fill}, ${dark.fill})" stroke="light-dark(${stroke}, ${dark.stroke})"`
    : 'fill="none" stroke="currentColor" stroke-dasharray="3 2"';
  return `<svg class="studio-swatch" viewBox="0 0 20 20" aria-hidden="true"><rect x="2" y="3" width="16" height="14" rx="3" stroke-width="1.5" ${paint}/></svg>`;
}

function Colouring(contextPad, popupMenu, modeling) {
  const html = make("div.entry.studio-pad-entry", {}, icon("colour")).outerHTML;
  const open = (event, elements) => {
    const { left, bottom } = contextPad.getPad(elements).html.getBoundingClientRect();
    const position = { x: left, y: bottom + GAP, cursor: { x: event.x, y: event.y } };
    popupMenu.open(elements, MENU, position, { title: word("Colour"), width: "12rem" });
  };
  const entries = (elements) =>
    paintable(elements).length
      ? { "tantam-colour": { group: "edit", html, title: word("Colour"), action: { click: open } } }
      : {};
  contextPad.registerProvider(AFTER_THE_OTHERS, {
    getContextPadEntries: entries,
    getMultiElementContextPadEntries: entries,
  });
  popupMenu.registerProvider(MENU, {
    getPopupMenuEntries: (elements) =>
      Object.fromEntries(
        [...COLOURS, NONE].map((one) => {
          const action = () => {
            colour({ modeling, elements, fill: one.fill, stroke: one.stroke });
            popupMenu.close();
          };
          return [one.key, { label: word(one.name), imageHtml: swatch(one), action }];
        }),
      ),
  });
}
Colouring.$inject = ["contextPad", "popupMenu", "modeling"];

export const colouring = { __init__: ["tantamColouring"], tantamColouring: ["type", Colouring] };

/** The colours as buttons; null where nothing that is chosen can have one. */
export function colourGroup({ modeler, elements }) {
  const meant = paintable(elements);
  if (!meant.length || !modeler.get("modeling", false)) return null;
  const held = new Set(meant.map(({ di }) => colourOf(di)?.key ?? (isPlain(di) ? NONE.key : "other")));
  const button = (one) => {
    const made = make("button.studio-colour", {
      type: "button",
      "data-field": `colour-${one.key}`,
      "aria-label": word(one.name),
      title: word(one.name),
      "aria-pressed": String(held.size === 1 && held.has(one.key)),
      onclick: () => colour({ modeling: modeler.get("modeling"), elements: meant, fill: one.fill, stroke: one.stroke }),
    });
    made.innerHTML = swatch(one);
    return made;
  };
  const row = make(
    "div.studio-colours",
    { role: "group", "aria-label": word("Colour") },
    [...COLOURS, NONE].map(button),
  );
  const hint = held.has("other") && make("p.field-hint", {}, word("A colour from another tool."));
  return group(word("Colour"), row, hint);
}

const isPlain = (di) => !Object.keys(coloursOf(di)).length;
