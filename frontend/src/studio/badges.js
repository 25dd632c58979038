/** On each step its time, and a tint by who does it: read at a glance, inside the shape, so that nothing collides. */
import { language } from "../language.js";
import { extension } from "./care.js";
import { isColoured } from "./colours.js";
import { make } from "./dom.js";
import { ownRole, roleName } from "./group-doer.js";
import { freeCorner } from "./label-place.js";
import { shortLength } from "./lengths.js";
import { word } from "./words.js";

const TYPE = "studio-time";
const DOER = "studio-doer";
const MARKERS = {
  "bpmn:UserTask": "care-person",
  "bpmn:ManualTask": "care-person",
  "bpmn:SendTask": "care-message",
  "bpmn:ReceiveTask": "care-message",
  "bpmn:ServiceTask": "care-system",
  "bpmn:BusinessRuleTask": "care-rule",
};

export function badges(modeler, offers) {
  const events = modeler.get("eventBus");
  const draw = (element) => {
    if (element.type === "label" || element.waypoints) return;
    if (element.host) time(modeler, element.host); // an event at its edge may lie on it now
    tint(modeler, element);
    time(modeler, element);
    doer(modeler, element, offers);
  };
  events.on("import.done", () => modeler.get("elementRegistry").forEach(draw));
  events.on("elements.changed", ({ elements }) => elements.forEach(draw));
}

function tint(modeler, element) {
  const canvas = modeler.get("canvas");
  const wanted = isColoured(element.di) ? undefined : MARKERS[element.type]; // what somebody chose goes before
  for (const marker of new Set(Object.values(MARKERS))) {
    if (marker === wanted) canvas.addMarker(element, marker);
    else if (canvas.hasMarker(element, marker)) canvas.removeMarker(element, marker);
  }
}

function time(modeler, element) {
  const overlays = modeler.get("overlays");
  if (!modeler.get("elementRegistry").get(element.id)) return;
  overlays.remove({ element, type: TYPE });
  const own = extension(element.businessObject, "Time");
  const iso = own?.get("response") || own?.get("resolution");
  if (!iso || !element.businessObject.$instanceOf("bpmn:Activity")) return;
  const isLeft = freeCorner(element, ["top right", "top left"]) === "top left"; // beside the sign of its kind then
  const html = make(
    `span.studio-time${isLeft ? ".is-left" : ""}`,
    {},
    shortLength(iso, language(), { isWorkingTime: true }),
  );
  const position = isLeft ? { top: 3, left: 24 } : { top: 3, right: 6 };
  overlays.add(element, TYPE, { position, show: { minZoom: 0.45 }, html });
}

/** Who does a step that names somebody else than its lane: the drawing would mislead otherwise. */
function doer(modeler, element, offers) {
  const overlays = modeler.get("overlays");
  if (!modeler.get("elementRegistry").get(element.id)) return;
  overlays.remove({ element, type: DOER });
  const role = element.businessObject?.$instanceOf?.("bpmn:Activity") && ownRole(element.businessObject);
  if (!role) return;
  const name = roleName(role, offers);
  const html = make("span.studio-doer", { title: `${word("Done by")}: ${name}` }, name);
  html.style.width = `${element.width - 8}px`;
  overlays.add(element, DOER, { position: { bottom: 17, left: 4 }, show: { minZoom: 0.45 }, html });
}
