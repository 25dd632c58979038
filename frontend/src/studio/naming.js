/**
 * The drawing in the reader's language: BPMN's `name` is Vietnamese, `tantam:label` holds the other. On an English
 * page names are drawn, searched and edited in English where there is an English name; the file stays as it is.
 */
import BpmnRenderer from "bpmn-js/lib/draw/BpmnRenderer";
import LabelEditingProvider from "bpmn-js/lib/features/label-editing/LabelEditingProvider";
import BpmnSearchProvider from "bpmn-js/lib/features/search/BpmnSearchProvider";
import { language } from "../language.js";
import { namesOf } from "./called.js";
import { textOf } from "./care.js";
import { coloursOf } from "./colours.js";
import { findByName } from "./finding.js";
import { fits, isAbove, LINE_HEIGHT, widthFor } from "./label-place.js";
import { named } from "./renaming.js";

/** What an element is called in the reader's language, "" where it has no name at all. */
export function nameOf(bo) {
  return foreign(bo) || bo?.name || "";
}

/** The names of all elements by id, those included that nobody gave a name (see `called.js`). */
export function namesIn(modeler) {
  return namesOf(modeler.getDefinitions(), { tongue: language(), nameOf });
}

function foreign(bo) {
  return language() === "vi" || !bo?.get ? "" : textOf(bo, "Label", language());
}

/** While `act` runs, the elements bear the reader's names. */
function speaking(elements, act) {
  const changed = [];
  for (const { businessObject: bo } of elements) {
    const name = foreign(bo);
    if (!name || name === bo.name) continue;
    changed.push([bo, bo.name]);
    bo.name = name;
  }
  try {
    return act();
  } finally {
    for (const [bo, name] of changed.reverse()) bo.name = name;
  }
}

const painted = (element, attributes) => ({ ...coloursOf(element.di), ...attributes });

/**
 * The place of a name was measured for the Vietnamese one. Where the other one does not fit, it gets a wider place, stands
 * in the middle of the old one, and what is above something grows upwards.
 */
function settle(text, { label, redraw }) {
  if (
    !text?.querySelectorAll ||
    fits(linesOf(text), { name: nameOf(label.businessObject), height: roomBelow(label) })
  ) {
    return text;
  }
  text.remove();
  const width = widthFor(label.width);
  const wider = redraw(Object.create(label, { width: { value: width } }));
  const extra = Math.max(0, linesOf(wider).length * LINE_HEIGHT - Math.max(label.height, LINE_HEIGHT));
  const down = isAbove(label, label.labelTarget) ? -extra : 0;
  wider.setAttribute("transform", `translate(${(label.width - width) / 2} ${down})`);
  return wider;
}

/** What stands below its element may grow downwards. */
function roomBelow(label) {
  return isAbove(label, label.labelTarget) ? label.height : Number.POSITIVE_INFINITY;
}

const linesOf = (text) => [...text.querySelectorAll("tspan")].map((line) => line.textContent);

class SpeakingRenderer extends BpmnRenderer {
  static $inject = BpmnRenderer.$inject;

  drawShape(graphics, element, attributes) {
    const draw = (one) => speaking([element], () => super.drawShape(graphics, one, painted(element, attributes)));
    const made = draw(element);
    const isOther = element.labelTarget && foreign(element.businessObject);
    return isOther ? settle(made, { label: element, redraw: draw }) : made;
  }

  drawConnection(graphics, element, attributes) {
    return speaking([element], () => super.drawConnection(graphics, element, painted(element, attributes)));
  }
}

class SpeakingSearch extends BpmnSearchProvider {
  static $inject = BpmnSearchProvider.$inject;

  find(pattern) {
    const roots = this._canvas.getRootElements();
    const isOne = (element) => !roots.includes(element) && !element.labelTarget;
    const named = (element) => ({ element, id: element.id, name: nameOf(element.businessObject) });
    const found = findByName(this._elementRegistry.filter(isOne).map(named), pattern);
    return found.map(({ item, ...tokens }) => ({ element: item.element, ...tokens }));
  }
}

/** What is typed into the drawing by somebody who reads English is the English name (`renaming.js`). */
function SpeakingLabels(injector) {
  const provider = injector.instantiate(LabelEditingProvider);
  const { activate, update } = provider;
  provider.activate = (element) => speaking([element], () => activate.call(provider, element));
  provider.update = (element, text, ...rest) => {
    const bo = element.businessObject;
    const target = element.labelTarget ?? element;
    named({ modeler: injector, element: target, bo, text: text ?? "" }, () =>
      update.call(provider, element, text, ...rest),
    );
  };
  return provider;
}
SpeakingLabels.$inject = ["injector"];

/** The label beside an element is drawn anew with it. */
function LabelsToo(eventBus) {
  eventBus.on("elements.changed", ({ elements }) => {
    for (const { label, businessObject } of elements) {
      if (label && foreign(businessObject)) eventBus.fire("element.changed", { element: label });
    }
  });
}
LabelsToo.$inject = ["eventBus"];

export const speakingToRead = { bpmnRenderer: ["type", SpeakingRenderer] };
export const speakingToDraw = {
  __init__: ["labelsToo"],
  bpmnSearch: ["type", SpeakingSearch],
  labelEditingProvider: ["factory", SpeakingLabels],
  labelsToo: ["type", LabelsToo],
};
