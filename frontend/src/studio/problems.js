/** Asks the server whether the drawing can run, marks what it says on the elements and lists it. */
import { language } from "../language.js";
import { icon, make } from "./dom.js";
import { fileOf, whenIdle } from "./filed.js";
import { nameOf } from "./naming.js";
import { chooseRunning } from "./running.js";
import { lead } from "./said-once.js";
import { isAway } from "./saving.js";
import { labelOf, word } from "./words.js";

const PAUSE_MS = 600;
const AGAIN_MS = 4_000;
const TYPE = "studio-problem";

/** One finding, whichever of the two spellings the server uses. */
export function normalised(problem) {
  const said = problem.message;
  return {
    element: problem.element_id ?? problem.element ?? "",
    severity: problem.severity === "warning" ? "warning" : "error",
    message: typeof said === "object" && said ? (said[language()] ?? said.vi ?? said.en) : String(said ?? ""),
    line: problem.line || 0,
    fix: problem.fix,
    example: problem.example || "",
  };
}

/** Findings by element, errors first. */
export function grouped(problems) {
  const found = new Map();
  for (const problem of problems) {
    const list = found.get(problem.element) ?? [];
    list.push(problem);
    found.set(
      problem.element,
      list.sort((a, b) => a.severity.localeCompare(b.severity)),
    );
  }
  return found;
}

/**
 * @param {{modeler: object, url: string, list: HTMLElement, summary: HTMLElement, request: Function, go: Function,
 *   heard: (draft: object) => void}} options `go` shows an element, `heard` is told which draft the server has
 * @returns {{check: () => Promise<void>, show: Function, errors: () => number, open: () => void}}
 */
export function checking({ modeler, url, list, summary, request, go, heard }) {
  let timer;
  let asked = 0;
  let answered = [];
  let typed = [];
  let problems = [];
  let taking = null;

  // A form that leaves the page may do away with the draft: nothing is asked about it behind its back.
  addEventListener("submit", ({ defaultPrevented }) => {
    if (defaultPrevented) return;
    clearTimeout(timer);
    asked += 1;
  });
  const show = (next) => {
    delete summary.dataset.checking;
    answered = next.map(normalised);
    tell();
  };
  const tell = () => {
    problems = [...typed, ...answered].sort((a, b) => a.severity.localeCompare(b.severity)); // errors first
    mark(modeler, problems);
    modeler.get("eventBus").fire("tantam.checked", { problems });
    fill({ modeler, list, summary, problems, go });
  };
  modeler.on("tantam.typed", (told) => {
    typed = told.problems;
    const isOpen = ["checking", "away"].includes(summary.dataset.state); // what the server says is not known yet
    const [state, { title }] = [summary.dataset.state, summary];
    tell();
    if (isOpen) sum(summary, state, state === "away" ? "alert" : "clock", title);
  });
  const check = async () => {
    if (!url) return;
    asked += 1;
    const mine = asked;
    summary.dataset.checking = "";
    const xml = await fileOf(modeler);
    if (mine !== asked) return;
    try {
      const answer = await request(url, { body: xml, type: "application/xml" });
      if (mine !== asked) return;
      show(answer.problems ?? answer);
      taking = answer.taking ?? taking;
      if (answer.draft) heard(answer.draft);
    } catch (error) {
      if (mine !== asked) return;
      sum(summary, "away", "alert", word("The check could not be reached"));
      clearTimeout(timer);
      if (isAway(error)) timer = setTimeout(check, AGAIN_MS);
    }
  };
  modeler.on("commandStack.changed", () => {
    if (url) sum(summary, "checking", "clock", word("Checking…")); // what was said is about the drawing before
    clearTimeout(timer);
    timer = setTimeout(() => whenIdle(check), PAUSE_MS);
  });
  return {
    check,
    show,
    taking: () => taking,
    isCurrent: () => summary.dataset.state !== "away",
    errors: () => problems.filter(({ severity }) => severity === "error").length,
    open: () => {
      // after the click that asked for it, which closes what is open
      setTimeout(() => {
        summary.parentElement.open = true;
        list.querySelector("button")?.focus();
      });
    },
  };
}

/** Marks that say the same stay: each one put anew is styled and laid out anew, and a large drawing has hundreds. */
function mark(modeler, problems) {
  const overlays = modeler.get("overlays");
  const registry = modeler.get("elementRegistry");
  const found = grouped(problems);
  const standing = new Set();
  for (const { id, element, html } of overlays.get({ type: TYPE })) {
    const isSame =
      found.has(element.id) &&
      registry.get(element.id) === element &&
      html.dataset.says === says(found.get(element.id));
    if (isSame) standing.add(element.id);
    else overlays.remove(id);
  }
  for (const [id, list] of found) if (!standing.has(id)) put({ modeler, element: registry.get(id), found: list });
}

function says(found) {
  return [found[0].severity, ...found.map(({ message }) => message)].join("\n");
}

function put({ modeler, element, found }) {
  if (!element || element === modeler.get("canvas").getRootElement()) return;
  const words = found.map(({ message }) => message).join("\n");
  const html = make(
    `button.studio-mark.is-${found[0].severity}`,
    {
      type: "button",
      title: words,
      "aria-label": words,
      "data-says": says(found),
      onclick: () => modeler.get("selection").select(element),
    },
    icon("alert"),
  );
  modeler.get("overlays").add(element, TYPE, {
    position: element.waypoints ? { top: -10, left: 0 } : { top: -12, left: -12 },
    html,
  });
}

/** The words go where there is little room, the sign and the number stay; nothing in the bar moves when they change. */
export function sum(summary, state, shape, text, count = "") {
  summary.dataset.state = state;
  summary.title = text;
  summary.replaceChildren(
    icon(shape),
    make("span.studio-summary-count", { "aria-hidden": "true" }, String(count)),
    make("span.studio-summary-text", {}, text),
  );
}

const filled = new WeakMap();

/** The list of a large drawing has hundreds of lines: it is made anew only where it says something else. */
function fill({ modeler, list, summary, problems, go }) {
  const count = (severity) => problems.filter((one) => one.severity === severity).length;
  const errors = count("error");
  const warnings = count("warning");
  const parts = [errors && word("{} to mend", errors), warnings && word("{} to note", warnings)].filter(Boolean);
  const text = parts.join(" · ") || word("No problems: this can be published.");
  const state = errors ? "error" : warnings ? "warning" : "ok";
  sum(summary, state, state === "ok" ? "check" : "alert", text, errors + warnings || "");
  const said = JSON.stringify([text, problems, problems.map((problem) => entryName(modeler, problem))]);
  if (filled.get(list) === said) return;
  filled.set(list, said);
  const items = problems.map((problem) =>
    make("li", {}, entry({ modeler, problem, go }), fixButton({ modeler, fix: problem.fix })),
  );
  if (!items.length) items.push(make("li.studio-none", {}, text));
  list.replaceChildren(...items);
}

/**
 * What one click of a finding's `fix` does: its own act, or of the server's {kind: "default-flow", gateway, flow},
 * {kind: "user-task", elements} or {kind: "running", process}.
 */
function mend({ modeler, fix }) {
  if (fix.act) return fix.act();
  if (fix.kind === "running") return chooseRunning({ modeler, chosen: fix.process });
  const registry = modeler.get("elementRegistry");
  if (fix.kind === "user-task") return givePeople({ modeler, steps: fix.elements.map((id) => registry.get(id)) });
  const [gateway, flow] = [registry.get(fix.gateway), registry.get(fix.flow)];
  if (fix.kind !== "default-flow" || !gateway || !flow) return;
  modeler.get("modeling").updateProperties(gateway, { default: flow.businessObject });
  modeler.get("selection").select(flow);
}

/** Steps of no kind, as other tools draw them, become steps that a person does; one undo takes it back. */
function givePeople({ modeler, steps }) {
  const replace = modeler.get("bpmnReplace");
  const acts = steps.filter(Boolean).map((step) => () => replace.replaceElement(step, { type: "bpmn:UserTask" }));
  modeler.get("commandStack").execute("tantam.together", { acts });
}

/** The button of a finding's `fix`, null where it has none. */
export function fixButton({ modeler, fix }) {
  if (!fix) return null;
  return make(
    "button.btn.btn-primary.btn-sm.studio-fix",
    { type: "button", onclick: () => mend({ modeler, fix }) },
    icon("check"),
    make("span", {}, labelOf(fix.label)),
  );
}

function entryName(modeler, { element: id }) {
  return nameOf(shownFor(modeler, id)?.businessObject);
}

/** Where an element is shown: a process with lanes is drawn as its pool. */
function shownFor(modeler, id) {
  const registry = modeler.get("elementRegistry");
  return registry.get(id) ?? registry.find(({ businessObject }) => businessObject.processRef?.id === id);
}

function entry({ modeler, problem, go }) {
  const { element: id, example } = problem;
  const element = shownFor(modeler, id);
  const name = entryName(modeler, problem);
  const before = lead(name, problem.message);
  const act = (event) => {
    event.currentTarget.closest("details")?.removeAttribute("open");
    if (example) modeler.get("eventBus").fire("tantam.example", { key: example });
    else go(shownFor(modeler, id)); // what bears the name by then
  };
  return make(
    `button.studio-problem.is-${problem.severity}`,
    { type: "button", onclick: element || example ? act : undefined },
    icon("alert"),
    make("span", {}, before && make("strong", {}, before), problem.message),
    problem.line && !element && !example ? make("span.muted.text-2xs", {}, word("line {}", problem.line)) : null,
  );
}
