/** The properties panel: shows what is chosen, writes what is typed, finds the focus again after it was drawn anew. */
import { Care } from "./care.js";
import { colourGroup } from "./colouring.js";
import { make } from "./dom.js";
import { openExample, showExample } from "./group-examples.js";
import { groupsFor } from "./groups.js";
import { nameOf } from "./naming.js";
import { redrawing } from "./redrawing.js";
import { kindOf } from "./translations.js";
import { word } from "./words.js";

/**
 * @param {{modeler: object, panel: HTMLElement, offers: object, readOnly: boolean}} options
 */
export function propertiesPanel({ modeler, panel, offers, readOnly }) {
  const events = modeler.get("eventBus");
  const selection = modeler.get("selection");
  let shown;
  let problems = [];

  const draw = () => {
    const chosen = selection.get();
    shown = chosen.length === 1 ? chosen[0] : modeler.get("canvas").getRootElement();
    const focus = focusIn(panel);
    if (chosen.length > 1) panel.replaceChildren(...severalParts({ modeler, chosen }));
    else {
      panel.replaceChildren(...parts({ modeler, element: shown, offers }));
      tell(panel, shown, problems);
    }
    if (readOnly) for (const field of panel.querySelectorAll("input, textarea, select, button")) field.disabled = true;
    focusAgain(panel, focus);
  };
  const drawSoon = redrawing(panel, draw, () => selection.get()[0]);
  events.on("tantam.settle", drawSoon.settle);
  events.on("tantam.checked", (found) => {
    problems = found.problems;
    tell(panel, shown, problems);
  });
  events.on("selection.changed", drawSoon);
  events.on("tantam.example", ({ key }) => {
    drawSoon.settle();
    selection.select([]);
    openExample(key);
    draw();
    showExample(panel, key);
  });
  events.on("import.done", drawSoon);
  events.on("elements.changed", ({ elements }) => {
    if (elements.includes(shown) || elements.some((one) => one.businessObject === shown?.businessObject?.processRef))
      drawSoon();
  });
  events.on("commandStack.changed", drawSoon);
  return { draw };
}

/** What is wrong with the element, below its name: whoever typed it need not look for it. */
function tell(panel, shown, problems) {
  panel.querySelector(".studio-told")?.remove();
  const element = shown?.labelTarget ?? shown;
  const found = problems.filter((one) => one.element && one.element === element?.id);
  if (!found.length) return;
  const lines = found.map(({ severity, message }) => make(`p.notice.tone-${severity}`, {}, make("span", {}, message)));
  panel.querySelector(".studio-panel-head")?.after(make("div.studio-told", { role: "status" }, lines));
}

/** Of several elements only how they look can be changed at once. */
function severalParts({ modeler, chosen }) {
  const said = make("p.studio-none", {}, word("{} elements chosen", chosen.length));
  return [said, colourGroup({ modeler, elements: chosen })].filter(Boolean);
}

function parts({ modeler, element, offers }) {
  const bo = element.labelTarget?.businessObject ?? element.businessObject;
  const target = element.labelTarget ?? element;
  const context = (one) => ({
    modeler,
    element: target,
    bo: one,
    offers,
    care: new Care({ modeler, element: target, bo: one }),
  });
  if (bo.$type === "bpmn:Collaboration") return withProcess({ modeler, bo, context });
  const groups = groupsFor(context(bo));
  if (bo.$type === "bpmn:Participant" && bo.processRef)
    groups.splice(1, 0, ...groupsFor(context(bo.processRef)).slice(1, 2));
  const colours = colourGroup({ modeler, elements: target });
  return [head(bo), ...groups.flat(), colours].filter(Boolean);
}

/** Nothing chosen on a drawing with pools: the first process stands for the whole. */
function withProcess({ bo, context }) {
  const process = bo.participants?.find((one) => one.processRef)?.processRef;
  if (!process) return [make("p.studio-none", {}, word("Choose a step, an event or a line to edit it."))];
  return [head(process), ...groupsFor(context(process)).flat().filter(Boolean)];
}

function head(bo) {
  return make(
    "header.studio-panel-head",
    {},
    make("span.muted.text-xs", {}, kindOf(bo)),
    nameOf(bo) ? make("h2.truncate", { title: nameOf(bo) }, nameOf(bo)) : make("h2.muted", {}, word("without a name")),
  );
}

function focusIn(panel) {
  const active = document.activeElement;
  if (!panel.contains(active) || !active.dataset.field) return null;
  return { field: active.dataset.field, start: active.selectionStart, end: active.selectionEnd };
}

function focusAgain(panel, focus) {
  if (!focus) return;
  const field = panel.querySelector(`[data-field="${CSS.escape(focus.field)}"]`);
  field?.focus({ preventScroll: true });
  if (focus.start !== null && field?.type !== "number") field?.setSelectionRange?.(focus.start, focus.end);
}
