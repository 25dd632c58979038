/**
 * The process as a list of steps: who, until when, what is said. It has no document of its own: it is read from the
 * drawing's model and writes by its commands, so that undoing, saving and checking are one for both.
 */

import { toast } from "../desk/toasts.js";
import { language } from "../language.js";
import { extension, innerLabel } from "./care.js";
import { MESSAGES } from "./choices.js";
import { icon, iconButton, make } from "./dom.js";
import { nameOf } from "./naming.js";
import { fixButton } from "./problems.js";
import { addStep, moveStep, removeStep } from "./steps-edits.js";
import { graphsOnce } from "./steps-graph.js";
import { isTouched, keepRows } from "./steps-kept.js";
import { choose, focusAgain, focusIn, keyPressed, stepBeside } from "./steps-keys.js";
import { lineOf } from "./steps-lines.js";
import { outline } from "./steps-order.js";
import { Refused } from "./steps-refused.js";
import { stepRow } from "./steps-row.js";
import { stageName } from "./steps-stage.js";
import { aboutOf, Stale } from "./steps-stale.js";
import { labelOf, word } from "./words.js";

const FIELDS = "input, select, textarea";

/**
 * @param {{modeler: object, list: HTMLElement, offers: object, readOnly: boolean, draw: (id: string) => void}} options
 *   `draw` shows an element in the drawing
 * @returns {{show: (element: object) => boolean, wake: (on: boolean) => void}} `show` says whether the list has it
 */
export function listOfSteps({ modeler, list, offers, readOnly, draw }) {
  const open = new Set();
  const rows = make("ol.steps-rows", { role: "list" });
  const apart = make("div.steps-apart");
  const about = new WeakMap();
  const stale = new Stale();
  const refused = new Refused(modeler);
  const voice = make("p.steps-unseen", { role: "alert" });
  const state = { isAwake: false, isHeld: false, problems: [], remarks: [] };
  if (!readOnly) list.append(hints());
  list.append(voice, apart, head(), rows);

  const around = () => ({ modeler, offers, tongue: language(), readOnly, open, refused, acts, heard: heardBy(offers) });
  const drawNow = () => {
    if (!state.isAwake) return;
    const focus = focusIn(list);
    const found = outline(processesOf(modeler));
    const seen = {
      ...around(),
      numbers: numbersOf(found),
      called: calledIn(found, offers),
      about,
      graphOf: graphsOnce(),
    };
    const isStale = stale.ask(found, seen.called);
    const standing = [...rows.children]; // as many and in the same order where one is not stale
    const wanted = found.map((row, at) => (isStale(row) || isTouched(standing[at]) ? rowOf(row, seen) : standing[at]));
    if (!found.some(({ kind }) => kind === "step"))
      wanted.push(make("li.studio-none", {}, word("No steps yet: draw the first one.")));
    if (readOnly) for (const row of wanted) for (const field of row.querySelectorAll(FIELDS)) field.disabled = true;
    keepRows(rows, wanted, { about, appended: ".steps-told" });
    mark();
    focusAgain(list, focus);
  };
  const drawSoon = soon(() => state.isHeld || drawNow());
  const mark = () => tell({ modeler, rows, apart, ...state });
  const say = (id, part) => {
    stale.add([modeler.get("elementRegistry").get(id)?.businessObject]); // it may be open, or closed now
    drawNow();
    focusAgain(list, { field: `${id}:${part}`, isAll: true });
  };
  const refuse = (one) => {
    refused.add({ ...one, leave: () => say(one.bo.id, one.which) });
    voice.textContent = refused.problem(one).message;
  };
  const acts = { ...actsOf({ modeler, rows, open, draw, say, show: (id) => show({ id }) }), refuse };
  const show = (element) => {
    const row = rows.querySelector(`[data-about~="${CSS.escape(element.labelTarget?.id ?? element.id)}"]`);
    row?.scrollIntoView({ block: "center" });
    row?.querySelector(".steps-name, button")?.focus({ preventScroll: true });
    return Boolean(row);
  };

  modeler.on("elements.changed", ({ elements }) => stale.add(elements.map(({ businessObject }) => businessObject)));
  modeler.on("import.done", () => stale.all());
  for (const name of ["commandStack.changed", "import.done"]) modeler.on(name, drawSoon);
  modeler.on("tantam.checked", ({ problems }) => {
    state.problems = problems;
    mark();
  });
  modeler.on("tantam.remarked", ({ remarks }) => {
    state.remarks = remarks;
    mark();
  });
  heldWhilePressed(list, state, drawSoon);
  list.addEventListener("focusin", ({ target }) => choose(modeler, target));
  list.addEventListener("keydown", (event) => keyPressed(event, { modeler, acts, readOnly }));
  const wake = (on) => {
    state.isAwake = on;
    list.hidden = !on;
    stale.all();
    if (on) drawNow();
  };
  return { show, wake };
}

/** What the buttons and keys of the rows do; `say` draws anew and puts the focus into a part of a row. */
function actsOf({ modeler, rows, open, draw, say, show }) {
  return {
    draw,
    show,
    open: (id) => {
      open.add(id);
      say(id, "script");
    },
    close: (id) => {
      document.activeElement?.blur(); // writes what was typed
      open.delete(id);
      say(id, "script");
    },
    add: (bo, flow) => {
      const made = addStep({ modeler, bo, flow, name: word("New step") });
      if (made) say(made.id, "name");
    },
    move: (bo, way, part = way) => {
      if (moveStep({ modeler, bo, way })) say(bo.id, part);
    },
    remove: (bo) => {
      const [name, next] = [nameOf(bo), stepBeside(rows, bo.id)];
      const gone = removeStep({ modeler, bo });
      if (!gone) return;
      if (next) say(next, "name");
      tellRemoved({ modeler, name, gone });
    },
  };
}

/** A button is pressed and let go: what is drawn anew in between would swallow the click. */
function heldWhilePressed(list, state, drawSoon) {
  list.addEventListener("pointerdown", () => {
    state.isHeld = true;
  });
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, () => {
      if (!state.isHeld) return;
      setTimeout(() => {
        state.isHeld = false;
        drawSoon();
      });
    });
  }
}

/** What went along is said, and one press takes it back. */
function tellRemoved({ modeler, name, gone }) {
  const others = gone.map(nameOf).filter(Boolean).join(", ");
  const text = others ? word("Removed: {}; with it: {}", name, others) : word("Removed: {}", name);
  const stack = modeler.get("commandStack");
  const at = stack._stackIdx;
  const undo = () => stack._stackIdx === at && stack.undo(); // not what was done since
  toast(text, { action: { text: word("Undo"), act: undo } });
}

function soon(act) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      act();
    });
  };
}

function processesOf(modeler) {
  const { rootElements = [] } = modeler.getDefinitions() ?? {};
  return rootElements.filter(({ $type }) => $type === "bpmn:Process");
}

function numbersOf(rows) {
  return new Map(rows.filter(({ kind }) => kind === "step").map(({ bo, number }) => [bo, number]));
}

/** What variables, their values and steps are called, by the forms and names of the process. */
function calledIn(rows, offers) {
  const tongue = language();
  const [names, steps, values] = [{}, {}, { ...offers.meanings }];
  for (const { kind, bo } of rows) {
    if (kind !== "step") continue;
    steps[bo.id] = nameOf(bo);
    for (const field of extension(bo, "Form")?.get("fields") ?? []) ofField(field, { names, values, tongue });
  }
  return { names, steps, values, tongue };
}

function ofField(field, { names, values, tongue }) {
  const key = field.get("key");
  names[key] = innerLabel(field, tongue) || innerLabel(field, "vi");
  const called = (field.get("optionLabels") ?? []).map((one) => [one.get("key"), innerLabel(one, tongue)]);
  if (called.length) values[key] = Object.fromEntries(called.filter(([, words]) => words));
}

function heardBy(offers) {
  const known = MESSAGES.map(([name, words]) => [name, word(words)]);
  return Object.fromEntries([...known, ...(offers.messages ?? []).map(({ name, label }) => [name, labelOf(label)])]);
}

function hints() {
  const text = word("Enter: next step · Ctrl+Enter: new step · Alt+↑ ↓: change places · Ctrl+B: diagram");
  return make("p.steps-hint", {}, text);
}

function head() {
  const column = (spec, text) => make(`span.${spec}`, {}, text);
  return make(
    "div.steps-head",
    { "aria-hidden": "true" },
    make("span"),
    column("steps-name", word("Step")),
    column("steps-who", word("Who")),
    column("steps-time", word("Respond within")),
    column("steps-time", word("Done within")),
    column("steps-finish", word("Completed by")),
    make("span"),
  );
}

function rowOf(row, seen) {
  if (row.kind === "section") return make("li.steps-section", {}, make("h2", {}, titleOf(row)));
  const isStep = row.kind === "step";
  const item = isStep ? make("li.steps-row", {}, stepRow(row, seen)) : lineRow(row, seen);
  item.style.setProperty("--depth", row.depth);
  item.dataset.about = [row.bo, row.flow, row.event, row.end]
    .filter(Boolean)
    .map(({ id }) => id)
    .join(" ");
  seen.about.set(item, aboutOf(row));
  return item;
}

function titleOf({ process, stage, lane, loose, of }) {
  if (loose) return word("Not connected with the rest");
  if (lane) return nameOf(lane) || word("without a name");
  if (process) return nameOf(process) || word("Process");
  return stageName(of, stage);
}

function lineRow(row, seen) {
  const { icon: shape, parts, about } = lineOf(row, seen);
  const spec = "button.btn.btn-ghost.btn-xs.btn-square";
  const name = nameOf(about);
  const adds = !seen.readOnly && row.kind === "branch" && !row.event && row.flow;
  return make(
    `li.steps-line.is-${row.kind}`,
    {},
    icon(shape),
    make("span.steps-words", {}, parts),
    make(
      "span.steps-acts",
      {},
      adds &&
        iconButton("plus", `${word("Add a step on this way")}: ${name}`, () => seen.acts.add(null, row.flow), spec),
      iconButton("drawing", `${word("Show in the diagram")}: ${name}`, () => seen.acts.draw(about.id), spec),
    ),
  );
}

/** What is wrong or remarked stands on its row; what has none stands above. Rows of which nothing else is said stay. */
function tell({ modeler, rows, apart, problems, remarks }) {
  const byId = rowsById(rows);
  const said = new Map();
  const left = [];
  const put = (row, told) => said.set(row, [...(said.get(row) ?? []), told]);
  for (const problem of problems) {
    const row = byId.get(problem.element);
    const told = make(
      `div.steps-told.is-${problem.severity}`,
      {},
      icon("alert"),
      make("span", {}, problem.message),
      fixButton({ modeler, fix: problem.fix }),
    );
    if (row) put(row, told);
    else left.push(told);
  }
  apart.replaceChildren(...left);
  for (const { node, text, who } of remarks) {
    const row = byId.get(node);
    const words = `${who}: ${text}`;
    const spec = "button.steps-told.is-remark";
    if (row) put(row, make(spec, { type: "button", "data-opens": "remarks" }, icon("remark"), words));
  }
  for (const row of rows.children) sayOn(row, said.get(row) ?? []);
}

function rowsById(rows) {
  const found = new Map();
  for (const row of rows.children)
    for (const id of row.dataset.about?.split(" ") ?? []) if (id && !found.has(id)) found.set(id, row);
  return found;
}

function sayOn(row, told) {
  const old = [...row.children].filter((child) => child.matches(".steps-told"));
  const isSame = old.length === told.length && old.every((one, at) => one.isEqualNode(told[at]) && !hasFix(one));
  if (isSame) return;
  for (const one of old) one.remove();
  row.append(...told);
}

/** A button that mends acts on what was found then. */
function hasFix(told) {
  return Boolean(told.querySelector(".studio-fix"));
}
