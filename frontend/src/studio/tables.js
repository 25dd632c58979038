/**
 * DMN text ↔ a plain model of its one decision table. What the model does not show (allowed values, types,
 * requirements, annotations of other tools) stays in the document and is written back where it was.
 */

const DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/";
const FEEL = "https://www.omg.org/spec/DMN/20191111/FEEL/";
const OURS = "urn:tantam:bpmn:1";
const FOREIGN = "en";

/** Hit policies as one choice each: [value, attributes, words]. */
export const POLICIES = [
  ["FIRST", "First match"],
  ["UNIQUE", "Exactly one match"],
  ["ANY", "All agree"],
  ["RULE ORDER", "By rule order"],
  ["COLLECT", "Collect all"],
  ["COLLECT SUM", "Collect: sum"],
  ["COLLECT MIN", "Collect: smallest"],
  ["COLLECT MAX", "Collect: largest"],
  ["COLLECT COUNT", "Collect: how many"],
  ["PRIORITY", "Priority"],
  ["OUTPUT ORDER", "By output order"],
];

function children(element, name) {
  return [...element.children].filter((child) => child.localName === name);
}

function foreignLabel(element) {
  const held = children(element, "extensionElements")[0];
  return held && [...held.children].find((one) => one.namespaceURI === OURS && one.getAttribute("lang") === FOREIGN);
}

/** What a column or a rule is called in the other language; the standard keeps one name, ours stands beside it. */
function foreignOf(element) {
  return foreignLabel(element)?.textContent ?? "";
}

function writeForeign(table, { element, foreign }) {
  const label = foreignLabel(element);
  if (!foreign) return label?.remove();
  if (label) {
    label.textContent = foreign;
    return;
  }
  let held = children(element, "extensionElements")[0];
  if (!held) {
    held = make(table, "extensionElements");
    const description = children(element, "description")[0];
    if (description) description.after(held);
    else element.prepend(held);
  }
  const made = table.document.createElementNS(OURS, "tantam:label");
  made.setAttribute("lang", FOREIGN);
  made.textContent = foreign;
  held.append(made);
}

function textAt(element) {
  return element ? (children(element, "text")[0]?.textContent ?? "") : "";
}

/**
 * @param {string} text
 * @returns {{kind: "table", table: object} | {kind: "other"} | {kind: "broken"}} "other" is DMN that is more than one table
 */
export function readTable(text) {
  const document = new DOMParser().parseFromString(text.trim(), "application/xml");
  if (document.querySelector("parsererror") || document.doctype) return { kind: "broken" };
  const decisions = [...document.getElementsByTagNameNS("*", "decision")];
  const tables = [...document.getElementsByTagNameNS("*", "decisionTable")];
  if (!document.documentElement.localName.startsWith("definitions")) return { kind: "broken" };
  if (decisions.length !== 1 || tables.length !== 1 || tables[0].parentElement !== decisions[0])
    return { kind: "other" };
  return { kind: "table", table: modelOf(document, tables[0]) };
}

function modelOf(document, element) {
  const aggregation = element.getAttribute("aggregation");
  const policy = element.getAttribute("hitPolicy") || "UNIQUE";
  return {
    document,
    element,
    policy: aggregation ? `${policy} ${aggregation}` : policy,
    inputs: children(element, "input").map((input) => ({
      element: input,
      label: input.getAttribute("label") ?? "",
      foreign: foreignOf(input),
      expression: textAt(children(input, "inputExpression")[0]),
    })),
    outputs: children(element, "output").map((output) => ({
      element: output,
      label: output.getAttribute("label") ?? "",
      foreign: foreignOf(output),
      name: output.getAttribute("name") ?? "",
    })),
    rules: children(element, "rule").map((rule) => ({
      element: rule,
      note: children(rule, "description")[0]?.textContent ?? "",
      foreign: foreignOf(rule),
      inputs: children(rule, "inputEntry").map((entry) => ({ element: entry, text: textAt(entry) })),
      outputs: children(rule, "outputEntry").map((entry) => ({ element: entry, text: textAt(entry) })),
    })),
  };
}

/** An empty table whose result has one column. */
export function newTable(result) {
  const id = result || "ket_qua";
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="${DMN}" id="${id}_definitions" name="${id}" namespace="urn:tantam:decision" expressionLanguage="${FEEL}">
  <decision id="${id}" name="${id}">
    <variable name="${id}"/>
    <decisionTable id="${id}_bang" hitPolicy="FIRST"/>
  </decision>
</definitions>`;
}

/** The document's text with the model's changes. The document inside the model is changed too. */
export function writeTable(table) {
  const { element } = table;
  const [policy, aggregation] = table.policy.startsWith("COLLECT ") ? table.policy.split(" ") : [table.policy];
  element.setAttribute("hitPolicy", policy);
  if (aggregation) element.setAttribute("aggregation", aggregation);
  else element.removeAttribute("aggregation");
  const inputs = table.inputs.map((input, at) => writeInput(table, input, at));
  const outputs = table.outputs.map((output, at) => writeOutput(table, output, at));
  const rules = table.rules.map((rule, at) => writeRule(table, rule, at));
  replaceChildren(element, "input", inputs);
  replaceChildren(element, "output", outputs);
  replaceChildren(element, "rule", rules);
  requireInputs(table);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(table.document.documentElement)}`;
}

function make(table, name, id) {
  const prefix = table.element.prefix ? `${table.element.prefix}:` : "";
  const made = table.document.createElementNS(table.element.namespaceURI, prefix + name);
  if (id) made.setAttribute("id", free(table, id));
  return made;
}

function free(table, wanted) {
  let id = wanted;
  let number = 2;
  while (table.document.getElementById(id) || table.document.querySelector(`[id="${CSS.escape(id)}"]`)) {
    id = `${wanted}_${number}`;
    number += 1;
  }
  return id;
}

function setText(table, holder, text) {
  let element = children(holder, "text")[0];
  if (!element) {
    element = make(table, "text");
    holder.append(element);
  }
  element.textContent = text;
}

function writeInput(table, input, at) {
  input.element ??= make(table, "input", `vao_${at + 1}`);
  if (input.label) input.element.setAttribute("label", input.label);
  else input.element.removeAttribute("label");
  let expression = children(input.element, "inputExpression")[0];
  if (!expression) {
    expression = make(table, "inputExpression", `vao_${at + 1}_bieu_thuc`);
    input.element.prepend(expression);
  }
  setText(table, expression, input.expression);
  writeForeign(table, input);
  return input.element;
}

function writeOutput(table, output, at) {
  output.element ??= make(table, "output", `ra_${at + 1}`);
  for (const name of ["name", "label"]) {
    if (output[name]) output.element.setAttribute(name, output[name]);
    else output.element.removeAttribute(name);
  }
  writeForeign(table, output);
  return output.element;
}

function writeRule(table, rule, at) {
  rule.element ??= make(table, "rule", `dong_${at + 1}`);
  let note = children(rule.element, "description")[0];
  if (rule.note && !note) {
    note = make(table, "description");
    rule.element.prepend(note);
  }
  if (note && rule.note) note.textContent = rule.note;
  else note?.remove();
  for (const [name, entries, fallback] of [
    ["inputEntry", rule.inputs, "-"],
    ["outputEntry", rule.outputs, "null"],
  ]) {
    const written = entries.map((entry) => {
      entry.element ??= make(table, name, `${rule.element.id || `dong_${at + 1}`}_${name}`);
      setText(table, entry.element, entry.text.trim() || fallback);
      return entry.element;
    });
    replaceChildren(rule.element, name, written);
  }
  writeForeign(table, rule);
  return rule.element;
}

/** Puts `next` where the first child of that name stood (else at the end), and takes the others of that name out. */
function replaceChildren(parent, name, next) {
  const old = children(parent, name);
  const place = parent.ownerDocument.createComment("");
  const later = { input: "output, rule, annotation", output: "annotation, rule", inputEntry: "outputEntry" }[name];
  const before = old[0] ?? (later && [...parent.children].find((child) => later.includes(child.localName)));
  if (before) before.before(place);
  else parent.append(place);
  for (const child of old) child.remove();
  place.replaceWith(...next);
}

/**
 * A plain name used as an input must be required by the decision, or nothing gives it its value. What the table no
 * longer names (a slip that was mended, a word that was half typed) is required no more.
 */
function requireInputs(table) {
  const decision = table.element.parentElement;
  const root = table.document.documentElement;
  forgetInputs(table, { root, decision });
  const known = new Set(children(root, "inputData").map((input) => input.getAttribute("name")));
  for (const { expression } of table.inputs) {
    const name = /^\s*([\p{L}_][\p{L}\p{N}_]*)/u.exec(expression)?.[1];
    if (!name || known.has(name)) continue;
    known.add(name);
    const input = make(table, "inputData", `${name}_input`);
    input.setAttribute("name", name);
    const variable = make(table, "variable");
    variable.setAttribute("name", name);
    input.append(variable);
    decision.before(input);
    const requirement = make(table, "informationRequirement", `can_${name}`);
    const required = make(table, "requiredInput");
    required.setAttribute("href", `#${input.id}`);
    requirement.append(required);
    table.element.before(requirement);
  }
}

/** Only what `requireInputs` itself once wrote: what another tool requires stays, and what something else points at. */
function forgetInputs(table, { root, decision }) {
  const said = [...table.element.getElementsByTagNameNS("*", "text")].map(({ textContent }) => textContent).join("\n");
  for (const input of children(root, "inputData")) {
    const [name, id] = [input.getAttribute("name"), input.id];
    if (!id.startsWith(`${name}_input`) || isNamed(name, said)) continue;
    const pointing = [...root.querySelectorAll(`[href="#${CSS.escape(id)}"], [dmnElementRef$="${CSS.escape(id)}"]`)];
    const [required] = pointing;
    const requirement = required?.parentElement;
    const isOurs =
      pointing.length === 1 && requirement.parentElement === decision && requirement.id.startsWith(`can_${name}`);
    if (!isOurs) continue;
    requirement.remove();
    input.remove();
  }
}

/** As a word of its own: "tien" is not named by "tien_hong". */
function isNamed(name, text) {
  const plain = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}_])${plain}(?![\\p{L}\\p{N}_])`, "u").test(text);
}
