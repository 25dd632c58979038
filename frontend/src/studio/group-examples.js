/** The examples a process is held against: what is given, what is expected, and how each comes out now. */

import { language } from "../language.js";
import { goneWord } from "./called.js";
import { extensionsOf, innerLabel } from "./care.js";
import { icon, iconButton, make } from "./dom.js";
import { answersOf, parsed, withAnswer } from "./examples.js";
import { group, lengthField, lineField, selectField } from "./fields.js";
import { timesField, valuesField } from "./group-example-values.js";
import { namesIn } from "./naming.js";
import { word } from "./words.js";

const TASKS = ["bpmn:UserTask", "bpmn:ManualTask", "bpmn:Task", "bpmn:ReceiveTask", "bpmn:BusinessRuleTask"];
const open = new Set();
const OUTCOMES = ["finished", "waiting", "cancelled", "failed"];
const MARK = "example-failed";
let latest = [];

/** The card of an example stands open when the panel is drawn next. */
export function openExample(key) {
  open.add(key);
}

/** What the check says of an example leads to its card. */
export function showExample(panel, key) {
  const card = panel.querySelector(`[data-example="${CSS.escape(key)}"]`);
  card?.scrollIntoView({ block: "start" });
  card?.querySelector("summary").focus({ preventScroll: true });
}

/** @returns {HTMLElement | null} */
export function examplesGroup({ bo, care, modeler, offers }) {
  if (!bo.$instanceOf("bpmn:Process")) return null;
  const found = extensionsOf(bo).filter((one) => one.$type === "tantam:Example");
  const cards = found.map((example, at) => card({ example, at, care, modeler, talk: offers?.formulas }));
  const add = () => {
    const key = freeKey(found.map((one) => one.get("key")));
    open.add(key);
    const labels = [care.create("Label", { lang: "vi", text: word("A new example") })];
    const [given, expected] = ["Given", "Expected"].map((type) => care.create(type, { text: "{}" }));
    care.replace(undefined, care.create("Example", { key, labels, given, expected }));
  };
  const run = runner({ modeler, offers, cards, keys: found.map((one) => one.get("key")) });
  const buttons = make(
    "div.formula-add",
    {},
    make(
      "button.btn.btn-quiet.btn-sm",
      { type: "button", "data-field": "example-add", onclick: add },
      word("Add an example"),
    ),
    run.button,
  );
  if (found.length) run.begin();
  return group(
    word("Examples"),
    cards.map(({ element }) => element),
    run.status,
    buttons,
  );
}

function freeKey(used) {
  let number = used.length + 1;
  while (used.includes(`vi_du_${number}`)) number += 1;
  return `vi_du_${number}`;
}

/** All examples are run at once by the server; what it said last stays until it says something else. */
function runner({ modeler, offers, cards, keys }) {
  const talk = offers?.formulas;
  const status = make("p.field-hint", { role: "status" });
  const show = () => {
    for (const [at, key] of keys.entries()) cards[at].show(latest.find((one) => one.key === key));
    markOn(modeler);
  };
  const ask = async () => {
    try {
      latest = await talk.examples();
      status.textContent =
        latest.length || !keys.length
          ? ""
          : word("Mend what is wrong with the drawing first: then the examples are run.");
    } catch {
      status.textContent = word("The check could not be reached");
    }
    show();
  };
  show();
  return {
    status,
    button:
      talk && keys.length > 0 && make("button.btn.btn-quiet.btn-sm", { type: "button", onclick: ask }, word("Run all")),
    begin: () => talk && setTimeout(() => status.isConnected && ask(), 300),
  };
}

let marked = [];

/** What examples complain of is seen on the drawing. */
function markOn(modeler) {
  const canvas = modeler.get("canvas");
  const isThere = (id) => modeler.get("elementRegistry").get(id);
  for (const id of marked.filter(isThere)) canvas.removeMarker(id, MARK);
  marked = latest.flatMap(({ nodes }) => nodes).filter(isThere);
  for (const id of marked) canvas.addMarker(id, MARK);
}

function card({ example, at, care, modeler, talk }) {
  const key = example.get("key");
  const sign = make("span.example-sign");
  const said = make("ul.example-said", { hidden: true });
  const field = (name) => `example-${at}-${name}`;
  /* A click may come right after a field that wrote itself as it was left: then the example is another already. */
  const current = () => extensionsOf(care.bo).find((one) => one.get("key") === key) ?? example;
  const change = (properties) => care.replace(current(), care.changed(current(), properties));
  const labelled = (lang, text) => {
    const others = (example.get("labels") ?? []).filter((one) => (one.get("lang") || "vi") !== lang);
    change({ labels: text ? [...others, care.create("Label", { lang, text })] : others });
  };
  const [given, expected] = ["given", "expected"].map((part) => parsed(example.get(part)?.get("text")));
  const write = (part, next) =>
    change({ [part]: care.create(part === "given" ? "Given" : "Expected", { text: JSON.stringify(next) }) });
  const names = ["vi", "en"].map((lang) =>
    lineField({
      key: field(lang),
      label: `${word("Name")} · ${word(lang === "vi" ? "Vietnamese" : "English")}`,
      value: innerLabel(example, lang),
      set: (text) => labelled(lang, text),
    }),
  );
  const isReadable = given && expected;
  const body = isReadable
    ? [
        ...givenFields({ given, field, modeler, talk, set: (next) => write("given", next) }),
        ...expectedFields({ expected, field, modeler, talk, set: (next) => write("expected", next) }),
      ]
    : [make("p.studio-cell-error", {}, word("This example cannot be read: it is no JSON."))];
  const element = make(
    "details.studio-card.example-card",
    {
      "data-example": key,
      open: open.has(key),
      ontoggle: ({ target }) => (target.open ? open.add(key) : open.delete(key)),
    },
    make("summary", { "data-field": field("card") }, sign, make("span", {}, innerLabel(example, "vi") || key)),
    said,
    names,
    body,
    make(
      "button.btn.btn-ghost.btn-sm",
      { type: "button", onclick: () => care.replace(example) },
      icon("x"),
      word("Remove"),
    ),
  );
  return { element, show: (result) => tell({ result, sign, said, modeler }) };
}

function tell({ result, sign, said, modeler }) {
  sign.dataset.state = !result ? "unknown" : result.passed ? "passed" : "failed";
  sign.replaceChildren(
    result ? icon(result.passed ? "check" : "alert") : "…",
    make("span.sr-only", {}, result ? word(result.passed ? "As expected" : "Not as expected") : ""),
  );
  said.hidden = !result || result.passed;
  const places = (result?.nodes ?? []).map((id) => modeler.get("elementRegistry").get(id)).filter(Boolean);
  const go = (element) => {
    modeler.get("canvas").scrollToElement(element, 160);
    modeler.get("selection").select(element);
  };
  said.replaceChildren(
    ...(result?.said ?? []).map((text) => make("li", {}, text)),
    ...places.map((element) =>
      make(
        "li",
        {},
        make("button.link", { type: "button", onclick: () => go(element) }, calledStep(modeler, element.id)),
      ),
    ),
  );
}

function givenFields({ given, field, modeler, talk, set }) {
  const answers = answersOf(given);
  return [
    valuesField({
      key: field("case"),
      label: word("Known at the start"),
      values: { ...given.case, ...given.variables },
      talk,
      set: (values) => {
        const { variables: _, ...rest } = given;
        set({ ...rest, case: values });
      },
    }),
    ...answers.flatMap(([step, answer]) => [
      make("strong.text-xs", {}, word("At “{}”", calledStep(modeler, step))),
      valuesField({
        key: field(`answer-${step}`),
        label: word("What the step says"),
        values: answer.data ?? {},
        talk,
        set: (data) => set(withAnswer(given, step, { ...answer, data })),
      }),
      lengthField({
        key: field(`after-${step}`),
        label: word("Done after"),
        value: answer.after,
        set: (after) => set(withAnswer(given, step, { ...answer, after: after || undefined })),
      }),
      iconButton(
        "x",
        word("Remove"),
        () => set(withAnswer(given, step, undefined)),
        "button.btn.btn-ghost.btn-xs.btn-square",
      ),
    ]),
    chooser({
      key: field("answer"),
      label: word("Add what a step says"),
      modeler,
      types: TASKS,
      left: Object.keys(given.tasks ?? {}),
      set: (step) => set(withAnswer(given, step, { data: {} })),
    }),
  ];
}

function expectedFields({ expected, field, modeler, talk, set }) {
  const listed = (name, label, types) => several({ name, label, types, expected, field, modeler, set });
  return [
    selectField({
      key: field("outcome"),
      label: word("In the end the process"),
      value: expected.outcome ?? (expected.standing ? "waiting" : "finished"),
      options: OUTCOMES.map((one) => [one, word(one)]),
      set: (outcome) => set({ ...expected, outcome }),
    }),
    ...listed("ends", "Must end at", ["bpmn:EndEvent"]),
    ...listed("through", "Must pass, in this order", ["bpmn:FlowNode"]),
    ...listed("never", "Must never pass", ["bpmn:FlowNode"]),
    timesField({
      key: field("times"),
      label: word("How often a step is entered"),
      values: expected.times ?? {},
      steps: stepsFor(modeler, ["bpmn:FlowNode"]),
      called: (id) => calledStep(modeler, id),
      set: (times) => set({ ...expected, times: Object.keys(times).length ? times : undefined }),
    }),
    valuesField({
      key: field("variables"),
      label: word("Known in the end"),
      values: expected.variables ?? {},
      talk,
      set: (values) => set({ ...expected, variables: Object.keys(values).length ? values : undefined }),
    }),
  ];
}

function several({ name, label, types, expected, field, modeler, set }) {
  const chosen = expected[name] ?? [];
  const put = (next) => set({ ...expected, [name]: next.length ? next : undefined });
  const chips = chosen.map((id, at) =>
    make(
      "button.chip",
      {
        type: "button",
        title: word("Remove"),
        "aria-pressed": "true",
        onclick: () => put(chosen.filter((_, other) => other !== at)),
      },
      `${calledStep(modeler, id)} ×`,
    ),
  );
  return [
    chooser({
      key: field(name),
      label: word(label),
      modeler,
      types,
      left: name === "through" ? [] : chosen,
      set: (id) => put([...chosen, id]),
    }),
    chips.length > 0 && make("div.chips", {}, chips),
  ];
}

function chooser({ key, label, modeler, types, left, set }) {
  const options = stepsFor(modeler, types).filter(([id]) => !left.includes(id));
  return selectField({ key, label, value: "", empty: word("choose…"), options, set: (id) => id && set(id) });
}

/** The elements of some types, as [id, name]. */
function stepsFor(modeler, types) {
  const names = namesIn(modeler);
  const isOne = (one) => !one.labelTarget && types.some((type) => one.businessObject.$instanceOf(type));
  return modeler
    .get("elementRegistry")
    .filter((one) => names.has(one.id) && isOne(one))
    .map(({ id }) => [id, names.get(id)]);
}

function calledStep(modeler, id) {
  return namesIn(modeler).get(id) ?? goneWord(language());
}
