/** Who does a step: as its lane says, or a role of its own that goes before the lane. */
import { Care, extension } from "./care.js";
import { ROLES } from "./choices.js";
import { make } from "./dom.js";
import { selectField } from "./fields.js";
import { moveInto } from "./moving.js";
import { nameOf } from "./naming.js";
import { labelOf, word } from "./words.js";

/** Kinds of steps that somebody does. */
export const DONE_BY = [
  "bpmn:UserTask",
  "bpmn:ManualTask",
  "bpmn:SubProcess",
  "bpmn:AdHocSubProcess",
  "bpmn:Transaction",
];

/** The lanes a thing stands in, the innermost first; of what stands in a sub-process those of the sub-process. */
export function lanesOf(bo) {
  const found = [];
  let one = bo?.get?.("lanes")?.[0];
  while (one?.$type === "bpmn:Lane") {
    found.push(one);
    one = one.$parent?.$parent;
  }
  const around = bo?.$parent;
  return found.length || !around?.$instanceOf?.("bpmn:SubProcess") ? found : lanesOf(around);
}

/** A role as one text, "" where nothing is said: "team:ho-tro", "head". */
export function roleKey(bo) {
  const role = extension(bo, "Role");
  return role?.get("kind") ? [role.get("kind"), role.get("ref")].filter(Boolean).join(":") : "";
}

/** The role a step has by where it stands: of a sub-process around it, else of its lane. */
export function givenRole(bo) {
  const around = bo.$parent;
  if (around?.$instanceOf?.("bpmn:SubProcess")) {
    return { key: roleKey(around), from: around, ...(roleKey(around) ? {} : givenRole(around)) };
  }
  const lane = lanesOf(bo).find((one) => roleKey(one));
  return { key: lane ? roleKey(lane) : "", from: lane };
}

/** What a role is called: the lane that has it, the team, or the kind. */
export function roleName(key, offers) {
  const [kind, ref] = key.split(":");
  const team = (offers.teams ?? []).find((one) => one.key === ref);
  if (kind === "team") return team ? labelOf(team.label) : ref || word("a team");
  return word(ROLES.find(([name]) => name === kind)?.[1] ?? kind);
}

/** The role that a step names itself, where it is not what it has by its place; for the drawing. */
export function ownRole(bo) {
  const key = roleKey(bo);
  return key && bo.$instanceOf("bpmn:Activity") && key !== givenRole(bo).key ? key : "";
}

/**
 * Who can be named for a step, and who is.
 * @returns {{value: string, empty: string, options: Array<[string, string]>, set: (value: string) => void} | null} null
 *   for what the system does
 */
export function doerChoice({ bo, care, offers }) {
  if (!DONE_BY.includes(bo.$type) || bo.triggeredByEvent) return null;
  const given = givenRole(bo);
  const teams = (offers.teams ?? []).map(({ key, label }) => [`team:${key}`, labelOf(label)]);
  const others = ROLES.filter(([key]) => ["assignee", "head"].includes(key)).map(([key, words]) => [key, word(words)]);
  const set = (value) => {
    const [kind, ref] = value.split(":");
    care.setAttributes("Role", value && value !== given.key ? { kind, ref } : { kind: "", ref: "" });
  };
  return { value: ownRole(bo), empty: placeName(given, offers), options: [...teams, ...others], set };
}

function placeName(given, offers) {
  if (!given.key) return word("nobody yet");
  return word("by its lane: {}", nameOf(given.from) || roleName(given.key, offers));
}

export function doerField({ bo, care, offers, modeler, element }) {
  const choice = doerChoice({ bo, care, offers });
  if (!choice) return null;
  const field = selectField({ key: "doer", label: word("Done by"), ...choice });
  const lane = fittingLane({ modeler, bo });
  return lane ? [field, mover({ modeler, element, bo, care, lane })] : field;
}

/** Names who does a step; where a lane of that role is drawn the step goes there, so that the drawing tells the truth. */
export function setDoer({ modeler, element, bo, offers, value }) {
  const care = new Care({ modeler, element, bo });
  const lane = fittingLane({ modeler, bo, key: value });
  if (lane) moveInto({ modeler, element, lane, also: () => care.replace(extension(bo, "Role")) });
  else doerChoice({ bo, care, offers }).set(value);
}

/** Who does a step by where it stands: {name, role}, both "" where nobody is said to. */
export function doerByPlace(bo, offers) {
  const given = givenRole(bo);
  const role = given.key ? roleName(given.key, offers) : "";
  return {
    name: nameOf(given.from) || role,
    role: word(ROLES.find(([kind]) => given.key.startsWith(kind))?.[1] ?? ""),
  };
}

/** The lane of the drawing that has the role `key`, while the step stands in another one. */
function fittingLane({ modeler, bo, key = ownRole(bo) }) {
  const here = lanesOf(bo);
  if (!key || !here.length || bo.$parent?.$instanceOf?.("bpmn:SubProcess")) return null;
  const lanes = modeler.get("elementRegistry").filter(({ type }) => type === "bpmn:Lane");
  const isMine = ({ businessObject: lane }) => roleKey(lane) === key && processOf(lane) === processOf(bo);
  return here.some((lane) => roleKey(lane) === key)
    ? null
    : lanes.find((lane) => isMine(lane) && !here.includes(lane.businessObject));
}

function processOf(bo) {
  let one = bo;
  while (one && !one.$instanceOf("bpmn:Process")) one = one.$parent;
  return one;
}

function mover({ modeler, element, bo, care, lane }) {
  const name = nameOf(lane.businessObject) || lane.id;
  const move = () => {
    moveInto({ modeler, element, lane, also: () => care.replace(extension(bo, "Role")) });
    modeler.get("contextPad").open(element, true); // it stays where the step was otherwise
    modeler.get("canvas").scrollToElement(element, 80);
  };
  return make(
    "button.btn.btn-quiet.btn-sm.studio-mover",
    { type: "button", "data-field": "doer-move", onclick: move },
    word("Move the step into the lane “{}”", name),
  );
}
