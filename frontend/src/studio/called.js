/**
 * What an element is called when nobody gave it a name: what it is and where it stands. The same rules and words as the
 * server's (`process/engine/called.py`); `called_cases.json` beside its tests holds both to them.
 */
import words from "../../../tantam/process/engine/called.json" with { type: "json" };

const MOST_NEIGHBOURS = 2;
const INNER = { boundaryEvent: "caught", intermediateCatchEvent: "caught", intermediateThrowEvent: "thrown" };
const kindOf = (bo) => {
  const kind = bo.$type.replace("bpmn:", "");
  return kind.charAt(0).toLowerCase() + kind.slice(1);
};
const isGateway = (bo) => bo.$instanceOf("bpmn:Gateway");

/**
 * @param {object} definitions the drawing as bpmn-moddle reads it
 * @param {{tongue: string, nameOf: (bo: object) => string}} options `nameOf` gives the name somebody wrote, or ""
 * @returns {Map<string, string>} the name of every node by its id; made up ones are unique
 */
export function namesOf(definitions, { tongue, nameOf }) {
  const nodes = nodesOf(definitions);
  const own = (bo) => nameOf(bo).trim();
  const starts = nodes.filter((bo) => kindOf(bo) === "startEvent" && !own(bo)).length;
  const found = new Map(nodes.map((bo) => [bo.id, own(bo) || made(bo, { tongue, own, starts })]));
  return numbered(found, new Set(nodes.filter((bo) => !own(bo)).map(({ id }) => id)));
}

/** The word for an element that the drawing no longer has. */
export function goneWord(tongue) {
  return say(words.gone, tongue);
}

/** Level by level, as the server reads them. */
function nodesOf(definitions) {
  const found = [];
  const waiting = (definitions.rootElements ?? []).filter(({ $type }) => $type === "bpmn:Process");
  while (waiting.length) {
    for (const bo of waiting.shift().flowElements ?? []) {
      if (!bo.$instanceOf("bpmn:FlowNode")) continue;
      found.push(bo);
      if (bo.flowElements) waiting.push(bo);
    }
  }
  return found;
}

function numbered(names, unnamed) {
  const many = new Map();
  for (const name of names.values()) many.set(name, (many.get(name) ?? 0) + 1);
  const given = new Map();
  for (const [id, name] of names) {
    if (many.get(name) < 2 || !unnamed.has(id)) continue;
    given.set(name, (given.get(name) ?? 0) + 1);
    names.set(id, `${name} (${given.get(name)})`);
  }
  return names;
}

const say = (pair, tongue) => pair[tongue === "en" ? 1 : 0];

function made(bo, around) {
  const [place, where] = placeOf(bo, around);
  const what = whatOf(bo, place.startsWith("joins"), around.tongue);
  if (!where) return what;
  return say(words.places[place], around.tongue).replace(/\{(what|where)\}/g, (_, part) => ({ what, where })[part]);
}

function whatOf(bo, isJoining, tongue) {
  const kind = kindOf(bo);
  const events = bo.eventDefinitions ?? [];
  const event = events.length === 1 && kindOf(events[0]).replace("EventDefinition", "");
  const inner = event && words[INNER[kind]]?.[event];
  return say((isJoining && words.joining[kind]) || inner || words.kinds[kind] || words.kinds.step, tongue);
}

function placeOf(bo, around) {
  if (kindOf(bo) === "startEvent") return placeOfStart(bo, around);
  if (bo.attachedToRef) return ["at", quoted(named(bo.attachedToRef, around))];
  if (isGateway(bo) && (bo.incoming?.length ?? 0) > 1 && (bo.outgoing?.length ?? 0) < 2) {
    const after = listed(near(bo, false, around));
    return after ? ["joins_before", after] : ["joins_after", listed(near(bo, true, around))];
  }
  return ["after", listed(near(bo, true, around)) || (bo.incoming?.length ? say(words.begin, around.tongue) : "")];
}

function placeOfStart(bo, around) {
  const parent = bo.$parent?.$instanceOf("bpmn:FlowNode") && around.own(bo.$parent);
  if (parent) return ["inside", quoted(parent)];
  return ["before", around.starts > 1 ? listed(near(bo, false, around)) : ""];
}

function named(bo, around) {
  return around.own(bo) || (near(bo, true, around)[0] ?? "");
}

/** The nearest that have names, against or along the arrows; of a gateway behind, the branch that leads here. */
function near(bo, isBack, around) {
  const found = [];
  const seen = new Set([bo]);
  const waiting = [[bo, ""]];
  while (waiting.length) {
    const [one, branch] = waiting.shift();
    for (const [flow, end] of ways(one, isBack)) {
      if (!end || seen.has(end)) continue;
      seen.add(end);
      const told = branch || (isBack && flow && isGateway(end) ? around.own(flow) : "");
      const name = around.own(end);
      if (name) found.push(told ? `${name}: ${told}` : name);
      else waiting.push([end, told]);
    }
  }
  return found;
}

function ways(bo, isBack) {
  const flows = (isBack ? bo.incoming : bo.outgoing) ?? [];
  const arrows = flows.map((flow) => [flow, isBack ? flow.sourceRef : flow.targetRef]);
  return isBack && bo.attachedToRef ? [[null, bo.attachedToRef], ...arrows] : arrows;
}

function listed(names) {
  const told = [...new Set(names)];
  const rest = told.length > MOST_NEIGHBOURS ? ", …" : "";
  return told.slice(0, MOST_NEIGHBOURS).map(quoted).join(", ") + rest;
}

const quoted = (name) => (name ? `‘${name}’` : "");
