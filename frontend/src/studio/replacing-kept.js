/** What an element takes along when it becomes one of another kind, beside what bpmn-js copies property by property. */
import { isDrawn } from "./copying-links.js";

/** Their parts point at each other, so they are not copied: the element that stands in the drawing has them. */
export const MOVED = ["ioSpecification", "properties"];
const EXTENSIONS = "extensionElements";
/** Said where it is lost, in these words; what an event waits for is what one changes with its kind. */
export const TOLD = {
  script: "its script",
  calledElement: "the process it calls",
  messageRef: "its message",
  operationRef: "the operation it calls",
  completionCondition: "the condition that ends it",
  loopCharacteristics: "that it is repeated",
  method: "its way of transaction",
};

const own = (bo, name) => Object.hasOwn(bo, name) && bo[name] !== undefined && bo[name] !== "";
const isElement = (one) => Boolean(one?.$type && one.$descriptor);
const isGeneric = (one) => Boolean(one?.$descriptor?.isGeneric);

/**
 * @param {{old: object, fresh: object, moddle: object}} options `fresh` as bpmn-js copied it; nothing in it is replaced
 */
export function foreignKept({ old, fresh, moddle }) {
  attributesKept(old, fresh);
  for (const property of old.$descriptor.properties) {
    const { name } = property;
    if (property.isVirtual || !own(old, name) || !fresh.$descriptor.propertiesByName[name]) continue;
    if (name === EXTENSIONS) extensionsKept({ old, fresh, moddle });
    else if (MOVED.includes(name)) fresh[name] = old[name];
    else if (property.isReference) referenceKept({ old, fresh, name });
    else for (const [was, is] of pairs(old[name], fresh[name])) foreignKept({ old: was, fresh: is, moddle });
  }
}

/** Unknown to BPMN, and so not listed among the properties: `camunda:assignee`, `xmlns:camunda`. */
function attributesKept(old, fresh) {
  for (const [name, value] of Object.entries(old.$attrs ?? {}))
    if (!(name in fresh.$attrs) && !fresh.$descriptor.propertiesByName[name]) fresh.$attrs[name] = value;
}

function extensionsKept({ old, fresh, moddle }) {
  const foreign = (old.extensionElements.values ?? []).filter(isGeneric);
  const holder = fresh.extensionElements ?? moddle.create("bpmn:ExtensionElements", { values: [] });
  attributesKept(old.extensionElements, holder);
  const there = new Set((holder.values ?? []).filter(isGeneric).map(likeness));
  const values = foreign
    .filter((one) => !there.has(likeness(one)))
    .map((one) => copied(one, { moddle, parent: holder }));
  if (!values.length) return;
  holder.values = [...(holder.values ?? []), ...values];
  holder.$parent = fresh;
  fresh.extensionElements = holder;
}

const likeness = (one) => JSON.stringify(one);

/** An element of another tool, with all in it. */
function copied(one, { moddle, parent }) {
  const { $children, ...said } = one;
  const made = moddle.createAny(one.$type, one.$descriptor.ns.uri, said);
  made.$parent = parent;
  if ($children) made.$children = $children.map((child) => copied(child, { moddle, parent: made }));
  return made;
}

function referenceKept({ old, fresh, name }) {
  if (isDrawn(name) || (own(fresh, name) && [fresh[name]].flat().length)) return;
  fresh[name] = Array.isArray(old[name]) ? [...old[name]] : old[name];
}

/** What was copied beside what it was copied from: bpmn-js leaves some out, but never changes the order. */
function pairs(was, is) {
  const left = [is ?? []].flat().filter(isElement);
  const found = [];
  for (const one of [was].flat().filter(isElement))
    if (left[0]?.$type === one.$type && left[0] !== one) found.push([one, left.shift()]);
  return found;
}

/** What the new kind has no place for: [{name, text}], `text` as it was written, "" where it is more than a word. */
export function leftBehind({ old, fresh }) {
  return Object.entries(TOLD)
    .filter(([name]) => own(old, name) && !own(fresh, name) && !fresh.$descriptor.propertiesByName[name])
    .map(([name, said]) => ({ name: said, text: textOf(old[name]) }));
}

function textOf(value) {
  if (typeof value === "string") return value.trim();
  return value?.name ?? value?.body ?? "";
}
