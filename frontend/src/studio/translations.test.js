import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { BpmnModdle } from "bpmn-moddle";
import { DONE, REKEYED, RESTING, WHY } from "./copying-words.js";
import { TOLD } from "./replacing-kept.js";
import { kindOf, vietnamese } from "./translations.js";
import { vietnamese as ours } from "./words.js";

const HERE = import.meta.dirname;
const MODULES = join(HERE, "../../node_modules");

const EVENTS = ["Start", "IntermediateCatch", "IntermediateThrow", "Boundary", "End"].map((one) => `bpmn:${one}Event`);
const ABSTRACT = ["Gateway", "Event", "ThrowEvent", "CatchEvent", "FlowElement", "FlowNode", "ChoreographyActivity"]
  .concat(["Artifact", "Activity"])
  .map((one) => `bpmn:${one}`);
const EXCHANGED = ["Back", "Open entry documentation", "Results", "Search", "result"];
const WORKED_OUT = [
  "AlignElementsMenuProvider.js: 'Align elements ' + alignment",
  "ModelingFeedback.js: COLLAB_ERR_MSG",
  "ModelingFeedback.js: DATA_OBJECT_ERR_MSG",
  "ReplaceMenuProvider.js: label",
];
const LIBRARIES = ["bpmn-js/lib", "diagram-js/lib", "diagram-js-direct-editing/lib", "@bpmn-io/diagram-js-ui/lib"];
const QUOTES = "'\"`";

function* sources() {
  for (const library of LIBRARIES)
    for (const name of readdirSync(join(MODULES, library), { recursive: true }))
      if (name.endsWith(".js")) yield [`${library}/${name}`, readFileSync(join(MODULES, library, name), "utf8")];
}

/** The text of the first argument of the call whose bracket opens before `start`, whatever stands in it. */
function firstArgument(text, start) {
  let depth = 1;
  let quote = "";
  for (let at = start; at < text.length; at += 1) {
    const letter = text[at];
    if (quote) {
      if (letter === "\\") at += 1;
      else if (letter === quote) quote = "";
    } else if (QUOTES.includes(letter)) quote = letter;
    else if ("([{".includes(letter)) depth += 1;
    else if (")]}".includes(letter)) depth -= 1;
    if (!depth || (depth === 1 && letter === "," && !quote)) return text.slice(start, at).trim();
  }
  return "";
}

/** What the libraries ask to be translated: sentences, and calls whose sentence is worked out. */
function asked() {
  const [sentences, workedOut] = [new Set(), new Set()];
  for (const [name, text] of sources()) {
    if (!/\btranslate'|_translate\b/.test(text)) continue; // there it is SVG's
    for (const call of text.matchAll(/(?:\b|_)translate\(/g)) {
      const first = firstArgument(text, call.index + call[0].length);
      const said = [...first.matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, one, other]) => (one ?? other).trim());
      if (!said.length || /[+`]/.test(first)) workedOut.add(`${name.split("/").at(-1)}: ${first}`);
      else for (const one of said) sentences.add(one);
    }
  }
  return { sentences: [...sentences], workedOut: [...workedOut].sort() };
}

test("every sentence bpmn-js asks to be translated has its Vietnamese", () => {
  const { sentences } = asked();
  assert.ok(sentences.length > 40, `only ${sentences.length} sentences found`);
  assert.deepEqual(
    sentences.filter((sentence) => !(sentence in vietnamese)),
    [],
  );
});

test("sentences that are worked out are those we know, and each they can become has its Vietnamese", () => {
  assert.deepEqual(asked().workedOut, WORKED_OUT);
  const sides = ["left", "center", "right", "top", "middle", "bottom"];
  const become = [
    ...sides.map((side) => `Align elements ${side}`),
    ...["horizontally", "vertically"].map((way) => `Distribute elements ${way}`),
    "Empty pool/participant (removes content)",
    ...[...sources()].flatMap(([, text]) => [...text.matchAll(/_ERR_MSG = '([^']+)'/g)].map(([, said]) => said)),
  ];
  assert.deepEqual(
    become.filter((sentence) => !(sentence in vietnamese)),
    [],
  );
});

test("what is written in English into the menus is what we exchange", () => {
  const written = new Set();
  for (const [, text] of sources()) {
    for (const [, said] of text.matchAll(/(?:aria-label|title|placeholder)="([A-Z][a-z]+[^"$]*)"/g)) written.add(said);
    for (const [, said] of text.matchAll(/\|\| '([A-Z][a-z]+)' }/g)) written.add(said);
    for (const [, said] of text.matchAll(/\? '([a-z]+)' : '\1s' }/g)) written.add(said);
    for (const [, said] of text.matchAll(/^\s+([A-Z][a-z]+(?: [a-z]+)+)$/gm)) if (!/[.;]/.test(said)) written.add(said);
  }
  assert.deepEqual([...written].filter((said) => EXCHANGED.includes(said)).sort(), EXCHANGED);
  assert.deepEqual(
    EXCHANGED.filter((said) => !(said in vietnamese)),
    [],
  );
});

test("every kind in the change menu has its Vietnamese", () => {
  const options = [...sources()].filter(([name]) => name.startsWith("bpmn-js/lib/features")).map(([, text]) => text);
  const labels = [...options.join("\n").matchAll(/^\s*label: '([^']+)'/gm)].map(([, label]) => label);
  assert.ok(labels.length > 40);
  assert.deepEqual(
    labels.filter((label) => !(label in vietnamese)),
    [],
  );
});

test("whatever a file of another tool draws has a Vietnamese kind", () => {
  const moddle = new BpmnModdle();
  const said = new Set(Object.values(vietnamese));
  const drawn = ["FlowElement", "Artifact", "Participant", "Lane", "MessageFlow", "DataAssociation", "DataInput"];
  const types = Object.keys(moddle.registry.typeMap).filter((type) => type.startsWith("bpmn:"));
  const made = types
    .map((type) => moddle.create(type))
    .filter((bo) => drawn.some((one) => bo.$instanceOf(`bpmn:${one}`)));
  const definitions = types.filter((type) => type.endsWith("EventDefinition") && type !== "bpmn:EventDefinition");
  const events = made.filter(({ $type }) => EVENTS.includes($type));
  for (const { $type } of events)
    for (const type of definitions) made.push(moddle.create($type, { eventDefinitions: [moddle.create(type)] }));
  globalThis.document = { documentElement: { lang: "vi" } };
  const missing = made.filter(({ $type }) => !ABSTRACT.includes($type)).filter((bo) => !said.has(kindOf(bo)));
  assert.ok(made.length > 60);
  assert.deepEqual(
    missing.map((bo) => `${bo.$type} ${bo.eventDefinitions?.[0]?.$type ?? ""}: ${kindOf(bo)}`),
    [],
  );
});

test("every word of the studio has its Vietnamese", () => {
  const asked = new Set();
  for (const sentence of [
    ...Object.values(DONE).flat(),
    ...Object.values(WHY),
    ...Object.values(TOLD),
    REKEYED,
    RESTING,
  ])
    asked.add(sentence);
  for (const name of readdirSync(HERE)) {
    if (!name.endsWith(".js") || name.endsWith(".test.js")) continue;
    const text = readFileSync(join(HERE, name), "utf8");
    for (const [, found] of text.matchAll(/\bword\(\s*"([^"]+)"/g)) asked.add(found);
  }
  assert.deepEqual(
    [...asked].filter((sentence) => !(sentence in ours)),
    [],
  );
});
