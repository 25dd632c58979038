/**
 * The drawing in the reader's language: BPMN's `name` is Vietnamese, `tantam:label` holds the other. On an English
 * page names are drawn, searched and edited in English where there is an English name; the file stays as it is.
 */
import BpmnRenderer from "bpmn-js/lib/draw/BpmnRenderer";
import LabelEditingProvider from "bpmn-js/lib/features/label-editing/LabelEditingProvider";
import BpmnSearchProvider from "bpmn-js/lib/features/search/BpmnSearchProvider";
import { language } from "../language.js";
import { Care, textOf } from "./care.js";
import { coloursOf } from "./colours.js";
import { findByName } from "./finding.js";

/** What an element is called in the reader's language, "" where it has no name at all. */
export function nameOf(bo) {
  return foreign(bo) || bo?.name || "";
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

class SpeakingRenderer extends BpmnRenderer {
  static $inject = BpmnRenderer.$inject;

  drawShape(graphics, element, attributes) {
    return speaking([element], () => super.drawShape(graphics, element, painted(element, attributes)));
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

/** An English name is changed as such; a step without one gets the one name there is. */
function SpeakingLabels(injector) {
  const provider = injector.instantiate(LabelEditingProvider);
  const { activate, update } = provider;
  provider.activate = (element) => speaking([element], () => activate.call(provider, element));
  provider.update = (element, text, ...rest) => {
    const bo = element.businessObject;
    if (!foreign(bo) || !text?.trim()) return update.call(provider, element, text, ...rest);
    const target = element.labelTarget ?? element;
    new Care({ modeler: injector, element: target, bo }).setText("Label", language(), text);
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
