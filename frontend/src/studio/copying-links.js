/** What a model element of BPMN points at, walked without knowing the elements: for copying parts of a drawing. */

/** Follow from how elements are drawn; whoever draws them sets them anew. */
const DRAWN = new Set([
  "incoming",
  "outgoing",
  "sourceRef",
  "targetRef",
  "attachedToRef",
  "flowNodeRef",
  "lanes",
  "default",
  "processRef",
  "bpmnElement",
  "sourceElement",
  "targetElement",
  "categorizedFlowElements",
]);
const HOW_OFTEN = /\bso_lan\.([\p{L}_][\p{L}\p{N}_]*)/gu;

export const isDrawn = (property) => DRAWN.has(property.split(":").pop());

function* ownProperties(bo) {
  for (const property of bo.$descriptor?.properties ?? [])
    if (!property.isVirtual && Object.hasOwn(bo, property.name)) yield [property, bo[property.name]];
}

/** The model elements contained in `bo`, itself first. */
export function* within(bo) {
  yield bo;
  for (const [property, value] of ownProperties(bo)) {
    if (property.isReference) continue;
    for (const one of [value].flat()) if (one?.$type && one.$descriptor) yield* within(one);
  }
}

/** Each reference from `bo` and what it contains: {holder, name, target, set}; `set` puts another in its place. */
export function* references(bo) {
  for (const holder of within(bo)) {
    for (const [property, value] of ownProperties(holder)) {
      if (!property.isReference) continue;
      const { name } = property;
      for (const [at, target] of [value].flat().entries()) {
        if (!target?.$type) continue;
        const set = (other) => {
          if (Array.isArray(value)) value[at] = other;
          else holder[name] = other;
        };
        yield { holder, name, target, set };
      }
    }
  }
}

/** Names of elements that formulas within `bo` count visits of: `so_lan.goi_dien`. */
export function countedIn(bo) {
  const found = new Set();
  for (const { text } of texts(bo)) for (const [, name] of text.matchAll(HOW_OFTEN)) found.add(name);
  return found;
}

/** In the formulas within `bo`: the new names of what was renamed. */
export function renameCounted(bo, renamed) {
  for (const { text, set } of texts(bo)) {
    const next = text.replace(HOW_OFTEN, (all, name) => (renamed.has(name) ? `so_lan.${renamed.get(name)}` : all));
    if (next !== text) set(next);
  }
}

function* texts(bo) {
  for (const holder of within(bo)) {
    for (const [{ name, isId }, text] of ownProperties(holder)) {
      if (typeof text === "string" && !isId && text.includes("so_lan."))
        yield { text, set: (next) => (holder[name] = next) };
    }
  }
}

/** The root element (message, signal, error, category …) that `bo` is or stands in; undefined for what flows. */
export function rootOf(bo) {
  let one = bo;
  while (one?.$parent && one.$parent.$type !== "bpmn:Definitions") one = one.$parent;
  if (!one?.$instanceOf?.("bpmn:RootElement") || !one.$parent) return undefined;
  return ["bpmn:Process", "bpmn:Collaboration"].includes(one.$type) ? undefined : one;
}

/** A text that is equal for root elements that say the same, whatever their ids. */
export function likeness(root) {
  return JSON.stringify(saidBy(root, new Set()));
}

function saidBy(bo, seen) {
  if (seen.has(bo)) return "…";
  seen.add(bo);
  const isSaid = ([{ isId }, value]) => !isId && value !== undefined && value !== "" && [value].flat().length;
  const plain = (value) => [value].flat().map((one) => (one?.$type ? saidBy(one, seen) : String(one)));
  const said = [...ownProperties(bo)].filter(isSaid).map(([{ name }, value]) => [name, plain(value)]);
  said.sort(([one], [other]) => (one < other ? -1 : 1));
  return [bo.$type, said, bo.$attrs ?? {}, bo.$descriptor?.isGeneric ? { ...bo } : null];
}
