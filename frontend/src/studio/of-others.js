/** What another tool wrote about an element: kept in the file, and nothing here looks at it. */

const OURS = new Set(["tantam", "xmlns", "xsi", "bioc", "color", "bpmn", "bpmndi", "dc", "di"]);
/** What somebody would miss if they took it for done here; how a tool draws its things is nobody's business. */
const ABOUT = [
  ["who", /assign|candidate|potentialOwner|performer/i],
  ["form", /form/i],
  ["when", /due|followUp|priority|schedul|retr/i],
  ["runs", /class$|delegate|expression|topic|taskDefinition|calledDecision|decisionRef|listener|connector|^type$/i],
  ["values", /inputOutput|ioMapping|resultVariable|^in$|^out$/i],
];
const MOST_SAID = 80;

/**
 * @param {object} bo a business object as bpmn-moddle reads it
 * @returns {Array<{about: string, name: string, said: string}>} `about` is one of who, form, when, runs, values
 */
export function ofOthers(bo) {
  const attributes = Object.entries(bo.$attrs ?? {}).map(([name, value]) => ({ name, said: String(value) }));
  const inside = (bo.extensionElements?.values ?? []).map((one) => ({ name: one.$type ?? "", said: inWords(one) }));
  const owners = (bo.resources ?? []).map((one) => ({ name: one.$type, said: inWords(one), isStandard: true }));
  return [...attributes.filter(isForeign), ...inside.filter(isForeign), ...owners].flatMap(({ name, said }) => {
    const [, local = name] = name.split(":");
    const about = ABOUT.find(([, like]) => like.test(local))?.[0];
    return about ? [{ about, name, said: said.slice(0, MOST_SAID) }] : [];
  });
}

function isForeign({ name }) {
  const [prefix, local] = name.split(":");
  return Boolean(local) && !OURS.has(prefix);
}

/** The values of an element and of what is in it, without the names of its parts. */
function inWords(one) {
  const own = Object.entries(one).filter(
    ([name, value]) => !name.startsWith("$") && typeof value !== "object" && value,
  );
  const text = one.$body ? [one.$body] : [];
  const formal = one.resourceAssignmentExpression?.expression?.body ?? one.resourceRef?.name;
  const parts = [...own.map(([, value]) => String(value)), ...text, ...(formal ? [formal] : [])];
  return [...parts, ...(one.$children ?? []).map(inWords)].filter(Boolean).join(", ");
}
