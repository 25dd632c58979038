/**
 * A part of a drawing as text that stands alone: BPMN with all that the elements hold (nothing is copied property by
 * property, so what we do not know comes along too) and their places. Read again elsewhere it gets ids of its own, and
 * what it pointed at is found there, brought along, or named as missing.
 */
import { rekeyed, rested } from "./copying-keys.js";
import { countedIn, isDrawn, likeness, references, renameCounted, rootOf, within } from "./copying-links.js";

const FORMAT = 1;
const MADE_UP = /^([A-Z][A-Za-z]*)_[0-9a-z]{7}$/;
const PLACES = "id parent host source target labelTarget x y width height hidden collapsed priority waypoints".split(
  " ",
);
const STEPS = "bpmn:Activity";

/**
 * @param {{tree: object, get: (id: string) => object, moddle: object, definitions: object, from: string,
 *   roleOf: (bo: object) => string}} options `tree` as bpmn-js' copying makes it, `get` an element of the drawing by id,
 *   `from` names the drawing, `roleOf` who does a step by where it stands
 * @returns {Promise<object | null>} what can be kept as JSON; the drawing may change as soon as this was called
 */
export async function packed({ tree, get, moddle, definitions, from, roleOf = () => "" }) {
  const descriptors = Object.entries(tree).flatMap(([depth, branch]) => branch.map((one) => ({ ...one, depth })));
  const elements = descriptors.map(({ id }) => get(id));
  if (!elements.length || elements.some((one) => !one)) return null;
  const bos = new Set(elements.filter((one) => one.type !== "label").map(({ businessObject }) => businessObject));
  const tops = [...bos].filter((bo) => !isInside(bo, bos));
  const { roots, data, outside } = needed({ bos, tops, definitions });
  const roles = Object.fromEntries(tops.map((bo) => [bo.id, roleOf(bo)]).filter(([, role]) => role));
  const writing = moddle.toXML(standingAlone({ tops, elements, roots, data, moddle, definitions }));
  const names = tops.filter((bo) => bo.$instanceOf("bpmn:FlowNode") && bo.name).map(({ name }) => name);
  const places = descriptors.map((one) => ({ depth: one.depth, ...placeOf(one) }));
  return { format: FORMAT, from, counts: countsOf(tops), names, roles, outside, places, xml: (await writing).xml };
}

function placeOf(descriptor) {
  const kept = PLACES.filter((name) => descriptor[name] !== undefined && descriptor[name] !== null);
  const waypoints = descriptor.waypoints?.map(({ x, y }) => ({ x, y }));
  return { ...Object.fromEntries(kept.map((name) => [name, descriptor[name]])), ...(waypoints && { waypoints }) };
}

function isInside(bo, bos) {
  for (let one = bo.$parent; one; one = one.$parent) {
    if (bos.has(one)) return true;
    const isOfPool = one.$type === "bpmn:Process" && [...bos].some(({ processRef }) => processRef === one);
    if (isOfPool) return true;
  }
  return false;
}

/** Steps and other things that were chosen themselves: what stands in a sub-process is part of it. */
export function countsOf(bos) {
  const steps = bos.filter((bo) => bo.$instanceOf(STEPS)).length;
  const flows = bos.filter((bo) => bo.$instanceOf("bpmn:SequenceFlow") || bo.$instanceOf("bpmn:Association")).length;
  return { steps, others: bos.length - steps - flows, lines: flows };
}

/** What the copied point at: definitions and data that come along, and what stays behind, by id. */
function needed({ bos, tops, definitions }) {
  const inside = new Set(tops.flatMap((bo) => [...within(bo), ...(bo.processRef ? within(bo.processRef) : [])]));
  const [roots, data, outside] = [new Set(), new Set(), {}];
  const todo = [...tops, ...tops.map(({ processRef }) => processRef).filter(Boolean)];
  for (const bo of todo) {
    for (const { name, target } of references(bo)) {
      if (inside.has(target) || roots.has(target) || data.has(target)) continue;
      const root = rootOf(target);
      if (root && !roots.has(root)) todo.push(add(roots, root));
      else if (target.$type === "bpmn:DataObject") todo.push(add(data, target));
      else if (!root && !isDrawn(name) && target.id) outside[target.id] = aboutOf(target);
    }
    for (const id of countedIn(bo)) {
      const counted = [...inside].some((one) => one.id === id) ? null : flowElement(definitions, id);
      if (counted) outside[id] = aboutOf(counted);
    }
    for (const called of [...within(bo)].map(({ calledElement }) => calledElement).filter(Boolean)) {
      const other = definitions.get("rootElements").find(({ id }) => id === called);
      if (other && !bos.has(other)) outside[called] = aboutOf(other);
    }
  }
  return { roots, data, outside };
}

function add(set, one) {
  set.add(one);
  return one;
}

const aboutOf = ({ $type, name }) => ({ type: $type, name: name ?? "" });

function flowElement(definitions, id) {
  for (const one of within(definitions)) if (one.id === id && one.$instanceOf?.("bpmn:FlowElement")) return one;
  return null;
}

/** A file of its own around elements that stay where they are: containers list them, their parent does not change. */
function standingAlone({ tops, elements, roots, data, moddle, definitions }) {
  const of = (type) => tops.filter((bo) => bo.$instanceOf(type));
  const flowing = [...data, ...of("bpmn:FlowElement")];
  const process = moddle.create("bpmn:Process", {
    id: "copied",
    flowElements: flowing,
    artifacts: of("bpmn:Artifact"),
  });
  const pools = of("bpmn:Participant");
  const frame = { id: "copied_pools", participants: pools, messageFlows: of("bpmn:MessageFlow") };
  const dis = new Set(elements.map(({ di }) => di).filter((di) => di && di.$type !== "bpmndi:BPMNPlane"));
  const plane = moddle.create("bpmndi:BPMNPlane", { id: "copied_plane", planeElement: [...dis] });
  const processes = pools.map(({ processRef }) => processRef).filter(Boolean);
  return moddle.create("bpmn:Definitions", {
    ...Object.fromEntries(Object.entries(definitions.$attrs).filter(([name]) => name.startsWith("xmlns"))),
    id: "copied_definitions",
    targetNamespace: definitions.targetNamespace,
    rootElements: [moddle.create("bpmn:Collaboration", frame), process, ...processes, ...roots],
    diagrams: [moddle.create("bpmndi:BPMNDiagram", { id: "copied_diagram", plane })],
  });
}

/**
 * @param {{copied: object, moddle: object, definitions: object, from: string, known: string[]}} options `copied` as
 *   `packed` made it, `known` keys of the house's processes
 * @returns {Promise<{tree: object, made: Map<object, object>, roots: object[], missing: object[], roles: Map<object, string>,
 *   rekeyed: object[], resting: string[]}>} a tree for bpmn-js' pasting, whose descriptors hold `made` = {bo, di}; definitions to be added;
 *   what could not come along: [{why, name, step}]; processes whose keys were taken: [{name, was, is}], and
 *   the names of those that rest because another one runs
 */
export async function unpacked({ copied, moddle, definitions, from, known = [] }) {
  if (copied?.format !== FORMAT) throw new Error("not copied by this studio");
  const { rootElement: whole, elementsById, references: links } = await moddle.fromXML(copied.xml);
  const here = copied.from === from ? inDrawing(definitions) : new Map();
  const missing = relinked({ links, elementsById, here, outside: copied.outside });
  const made = drawnOnes({ whole, copied, elementsById });
  const roots = merged({ whole, definitions });
  const renamed = renaming({ elementsById, roots, made, ids: moddle.ids });
  for (const bo of made.values()) {
    for (const name of countedIn(bo.bo))
      if (!renamed.has(name) && !elementsById[name] && !here.has(name) && copied.outside[name])
        missing.push({ why: "count", name: copied.outside[name].name || name, step: bo.bo.name });
    renameCounted(bo.bo, renamed);
    missing.push(...lostCalls({ bo: bo.bo, copied, here }));
  }
  const roles = new Map(Object.entries(copied.roles).map(([id, role]) => [elementsById[id], role]));
  const pools = [...made.values()].map(({ bo }) => bo).filter(({ processRef }) => processRef);
  const keys = rekeyed({ pools, definitions, isHere: copied.from === from, known });
  const resting = rested({ pools, definitions });
  for (const { bo } of made.values()) loosened(bo, made);
  return { tree: treeOf(copied.places, made), made, roots, missing: unique(missing), roles, rekeyed: keys, resting };
}

function inDrawing(definitions) {
  const found = new Map();
  for (const one of within(definitions)) if (one.id) found.set(one.id, one);
  return found;
}

/** References to what was not copied: kept where it is the same drawing, else named. */
function relinked({ links, elementsById, here, outside }) {
  const missing = [];
  for (const { element, property, id } of links) {
    if (elementsById[id] || isDrawn(property)) continue;
    const target = here.get(id);
    const name = property.split(":").pop();
    if (target && target.$type === outside[id]?.type) {
      if (Array.isArray(element[name])) element[name].push(target);
      else element[name] = target;
    } else missing.push({ why: "link", name: outside[id]?.name || id, step: stepOf(element)?.name });
  }
  return missing;
}

function stepOf(element) {
  let one = element;
  while (one && !one.$instanceOf?.("bpmn:FlowNode")) one = one.$parent;
  return one;
}

function lostCalls({ bo, copied, here }) {
  const called = [...within(bo)].filter(({ calledElement }) => copied.outside[calledElement]);
  return called
    .filter(({ calledElement }) => !here.has(calledElement))
    .map((one) => ({ why: "call", name: copied.outside[one.calledElement].name || one.calledElement, step: one.name }));
}

const unique = (missing) => [...new Map(missing.map((one) => [JSON.stringify(one), one])).values()];

/** By the id it had: each element that is drawn, with its shape. */
function drawnOnes({ whole, copied, elementsById }) {
  const dis = new Map(whole.diagrams[0].plane.get("planeElement").map((di) => [di.bpmnElement, di]));
  const made = new Map();
  for (const { id, labelTarget } of copied.places) {
    const bo = labelTarget ? undefined : elementsById[id];
    if (bo) made.set(id, { bo, di: dis.get(bo) });
  }
  return made;
}

/** Definitions that are here already are used; the others are returned. */
function merged({ whole, definitions }) {
  const isOne = ({ $type }) => !["bpmn:Process", "bpmn:Collaboration"].includes($type);
  const same = new Map(
    definitions
      .get("rootElements")
      .filter(isOne)
      .map((root) => [likeness(root), root]),
  );
  const brought = whole.rootElements.filter(isOne);
  const twins = new Map(brought.map((root) => [root, same.get(likeness(root))]).filter(([, twin]) => twin));
  for (const { target, set } of references(whole)) if (twins.has(target)) set(twins.get(target));
  return brought.filter((root) => !twins.has(root));
}

/** Ids that are taken here give way to new ones. @returns {Map<string, string>} old to new */
function renaming({ elementsById, roots, made, ids }) {
  const renamed = new Map();
  const given = new Set();
  const wanted = [...made.values()].flatMap(({ bo }) => [...within(bo), ...(bo.processRef ? [bo.processRef] : [])]);
  const all = new Set([...wanted, ...roots.flatMap((root) => [...within(root)]), ...Object.values(elementsById)]);
  for (const one of all) {
    if (!one.id || given.has(one.id) || one.id.startsWith("copied")) continue;
    const old = one.id;
    if (ids.assigned(old)) {
      one.id = freeId(one, (id) => ids.assigned(id) || given.has(id) || elementsById[id], ids);
      renamed.set(old, one.id);
    }
    given.add(one.id);
  }
  for (const { bo, di } of made.values()) if (di) di.id = `${bo.id}_di`;
  return renamed;
}

/** "goi_dien" becomes "goi_dien_2", so that formulas and figures stay readable; made-up ids become others. */
function freeId(bo, isTaken, ids) {
  const madeUp = bo.id.match(MADE_UP);
  if (madeUp) {
    const id = ids.nextPrefixed(`${madeUp[1]}_`, bo);
    ids.unclaim(id);
    return id;
  }
  const [, stem, number] = bo.id.match(/^(.*?)(?:_(\d{1,3}))?$/);
  let next = Number(number ?? 1) + 1;
  while (isTaken(`${stem}_${next}`)) next += 1;
  return `${stem}_${next}`;
}

/** Out of the containers of the text: whoever draws it puts it into those of the drawing. */
function loosened(bo, made) {
  const drawn = new Set([...made.values()].map((one) => one.bo));
  const without = (list) => (list ?? []).filter((one) => !drawn.has(one));
  bo.$parent = undefined;
  for (const holder of [bo, bo.processRef].filter(Boolean)) {
    for (const name of ["flowElements", "artifacts", "dataInputAssociations", "dataOutputAssociations"])
      if (holder[name]?.length) holder[name] = without(holder[name]);
    if (holder.laneSets) holder.laneSets = [];
  }
  if (bo.processRef) bo.processRef.$parent = undefined;
  for (const name of ["incoming", "outgoing", "flowNodeRef"]) if (bo[name]) bo[name] = [];
  if (bo.childLaneSet) bo.childLaneSet = undefined;
  if (bo.$instanceOf("bpmn:DataInputAssociation")) bo.sourceRef = [];
  else for (const name of ["sourceRef", "attachedToRef"]) if (bo[name]) bo[name] = undefined;
  if (bo.$instanceOf("bpmn:DataAssociation")) return; // where it leads to inside a step stays
  if (bo.targetRef) bo.targetRef = undefined;
}

function treeOf(places, made) {
  const tree = {};
  for (const { depth, ...place } of places) {
    tree[depth] ??= [];
    tree[depth].push({ ...place, made: place.labelTarget ? { label: true } : made.get(place.id) });
  }
  return tree;
}
