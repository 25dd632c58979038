/** One row of the list of steps: what is edited in place, what is only said, and what leads to the drawing. */
import { Care, extension, innerLabel, textOf } from "./care.js";
import { icon, iconButton, make } from "./dom.js";
import { carriesOf, throwsSomething } from "./group-carry.js";
import { doerByPlace, doerChoice, roleName, setDoer } from "./group-doer.js";
import { involvedIn } from "./group-involved.js";
import { inLanguage, readTyped, shortLength, WORKING_DAY_HOURS, workingDaysIn } from "./lengths.js";
import { nameOf } from "./naming.js";
import { withPlaces } from "./script-places.js";
import { rename } from "./steps-edits.js";
import { insertPlan, removePlan, swapPlan } from "./steps-plans.js";
import { stageName } from "./steps-stage.js";
import { kindOf } from "./translations.js";
import { labelOf, word } from "./words.js";

const PEOPLE = ["bpmn:UserTask", "bpmn:ManualTask", "bpmn:Task", "bpmn:SendTask", "bpmn:ReceiveTask"];
const ACTING = ["bpmn:ServiceTask", "bpmn:SendTask"];
const WAYS = [
  ["button", "pressing the button"],
  ["reply", "answering the customer"],
  ["approval", "a yes or no"],
];
const OTHERWISE = {
  "bpmn:ReceiveTask": "a message that comes in",
  "bpmn:ServiceTask": "by itself",
  "bpmn:SendTask": "by itself",
  "bpmn:BusinessRuleTask": "by itself",
};

/** A field of a row; its key finds the focus again after the list was drawn anew. */
function keyed(id, part) {
  return { "data-list-field": `${id}:${part}` };
}

/**
 * @param {object} row of steps-order.js
 * @param {{modeler: object, offers: object, tongue: string, readOnly: boolean, open: Set<string>, refused: object,
 *   acts: object}} around
 */
export function stepRow({ bo, number, apart }, around) {
  const context = {
    ...around,
    bo,
    id: bo.id,
    element: around.modeler.get("elementRegistry").get(bo.id),
    name: nameOf(bo),
  };
  return [
    make("span.steps-number", { "aria-hidden": "true" }, String(number)),
    nameField(context),
    doerPart(context),
    ...timeParts(context),
    finishPart(context),
    actsPart(context),
    make("div.steps-more", {}, apart && stagePart(bo, apart), scriptPart(context), marks(context)),
  ];
}

/** The stage of a step that stands under another heading, as those of a branch do. */
function stagePart(bo, stage) {
  return make("span.steps-quiet", { "data-apart": stage }, `${word("Stage")}: ${stageName(bo, stage)}`);
}

/** As high as the name is long: a name that is cut off cannot be read. */
function nameField({ id, bo, element, modeler, tongue, name }) {
  const area = make(
    "textarea.textarea.textarea-sm.steps-name",
    {
      ...keyed(id, "name"),
      rows: "1",
      placeholder: word("What is done?"),
      "aria-label": `${word("Step")}: ${name || word("without a name")}`,
      onchange: () => rename({ modeler, element, bo, text: area.value.replace(/\s*\n\s*/g, " "), tongue }),
    },
    name,
  );
  return area;
}

function doerPart({ id, bo, element, modeler, offers, name }) {
  const care = new Care({ modeler, element, bo });
  const choice = doerChoice({ bo, care, offers });
  const place = doerByPlace(bo, offers);
  if (!choice) return said("steps-who", word("Who"), kindWho(bo, place));
  const select = make("select.select.select-sm.steps-who", {
    ...keyed(id, "who"),
    "aria-label": `${word("Who")}: ${name}`,
    onchange: () => setDoer({ modeler, element, bo, offers, value: select.value }),
  });
  const isTwice = choice.options.some(([, words]) => words === place.name);
  const first = isTwice && place.role ? `${place.name} (${place.role})` : place.name;
  select.append(make("option", { value: "" }, first || word("nobody yet")));
  for (const [value, words] of choice.options) select.append(make("option", { value }, words));
  if (choice.value && !choice.options.some(([value]) => value === choice.value))
    select.append(make("option", { value: choice.value }, choice.value));
  select.value = choice.value;
  select.title = select.selectedOptions[0]?.text ?? "";
  return select;
}

function kindWho(bo, place) {
  return ["bpmn:ServiceTask", "bpmn:BusinessRuleTask", "bpmn:SendTask", "bpmn:ScriptTask"].includes(bo.$type)
    ? word("The system")
    : place.name;
}

/** A cell that a list can only read; a phone shows what it is about, a wide list has it in the head of the column. */
function said(spec, about, text) {
  return make(
    `span.steps-said.${spec}`,
    { title: text || false },
    make("span.steps-unseen", {}, `${about}: `),
    text || "–",
  );
}

function timeParts(context) {
  if (!PEOPLE.includes(context.bo.$type)) return [make("span.steps-none"), make("span.steps-none")];
  return ["response", "resolution"].map((which) => timeField(context, which));
}

/** What was typed stays in its field while it is not understood; what is understood is said in one way, however typed. */
function timeField({ id, bo, element, modeler, tongue, name, refused, acts }, which) {
  const label = word(which === "response" ? "Respond within" : "Done within");
  const now = extension(bo, "Time")?.get(which) ?? "";
  const stands = now ? shortLength(now, tongue, { isWorkingTime: true }) : "";
  const wrong = refused.typed(bo, which);
  const take = (typed) => {
    const iso = typed === stands ? now : readTyped(typed, { dayHours: WORKING_DAY_HOURS });
    input.setAttribute("aria-invalid", String(iso === null));
    if (iso === null) return acts.refuse({ bo, which, typed, label, stands: stands || word("no limit") });
    refused.forget(bo, which);
    if (iso === now) input.value = stands;
    else new Care({ modeler, element, bo }).setAttributes("Time", { [which]: iso });
  };
  const input = make("input.input.input-sm.num.steps-time", {
    type: "text",
    ...keyed(id, which),
    value: stands,
    placeholder: word("no limit"),
    "aria-label": `${label}: ${name}`,
    "aria-invalid": wrong === undefined ? false : "true",
    title: `${label} (${word("in working hours of the role")})`,
    onchange: () => take(input.value),
  });
  if (wrong !== undefined) input.value = wrong;
  const caption = make("span.steps-label", { "aria-hidden": "true" }, label);
  return make("label.steps-labelled", {}, caption, input, daysPart(now));
}

/** A day that was typed stands as its hours: this says why. */
function daysPart(iso) {
  const days = workingDaysIn(iso);
  if (!days) return null;
  const title = word("One working day has {} hours.", WORKING_DAY_HOURS);
  return make("span.steps-days", { title }, word("= {} d × {} h", inLanguage(days), WORKING_DAY_HOURS));
}

function finishPart({ id, bo, element, modeler, name }) {
  const label = word("Completed by");
  if (bo.$type !== "bpmn:UserTask") return said("steps-finish", label, word(OTHERWISE[bo.$type] ?? kindOf(bo)));
  const select = make("select.select.select-sm", {
    ...keyed(id, "finish"),
    "aria-label": `${label}: ${name}`,
    onchange: () => new Care({ modeler, element, bo }).setAttributes("Work", { done: select.value }),
  });
  for (const [value, words] of WAYS) select.append(make("option", { value }, word(words)));
  select.value = extension(bo, "Work")?.get("done") || "button";
  return make(
    "label.steps-labelled.steps-finish",
    {},
    make("span.steps-label", { "aria-hidden": "true" }, label),
    select,
  );
}

function actsPart({ id, bo, name, readOnly, acts, graphOf }) {
  const button = (part, shape, text, act, isThere) => {
    const made = iconButton(shape, `${text}: ${name}`, act, "button.btn.btn-ghost.btn-xs.btn-square");
    Object.assign(made.dataset, { listField: `${id}:${part}` });
    made.disabled = !isThere;
    return made;
  };
  const draw = button("draw", "drawing", word("Show in the diagram"), () => acts.draw(id), true);
  if (readOnly) return make("span.steps-acts", {}, draw);
  const graph = graphOf(bo.$parent);
  return make(
    "span.steps-acts",
    {},
    button("add", "plus", word("Add a step after this one"), () => acts.add(bo), insertPlan(bo, graph)),
    button("up", "up", word("Move up"), () => acts.move(bo, "up"), swapPlan(bo, "up", graph)),
    button("down", "down", word("Move down"), () => acts.move(bo, "down"), swapPlan(bo, "down", graph)),
    button("remove", "x", word("Remove the step"), () => acts.remove(bo), removePlan(bo, graph)),
    draw,
  );
}

/** Its first line; opened, the whole of it in the reader's language. */
function scriptPart({ id, bo, element, modeler, tongue, name, open, offers, acts }) {
  if (!PEOPLE.includes(bo.$type) && !sends(bo, offers)) return null;
  const text = textOf(bo, "Script", tongue);
  const key = keyed(id, "script");
  if (!open.has(id)) {
    const line = text.split("\n")[0];
    const label = `${word("Script")}: ${name}`;
    return make(
      `button.steps-script${text ? "" : ".is-empty"}`,
      {
        type: "button",
        ...key,
        "aria-expanded": "false",
        "aria-label": `${label}. ${line}`,
        onclick: () => acts.open(id),
      },
      icon("remark"),
      make("span", {}, line || word("Write a script")),
    );
  }
  const area = make(
    "textarea.textarea",
    {
      ...key,
      rows: "3",
      "aria-label": `${word("Script")}: ${name}`,
      onchange: () => new Care({ modeler, element, bo }).setText("Script", tongue, area.value),
      onkeydown: (event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        acts.close(id);
      },
    },
    text,
  );
  const close = make(
    "button.btn.btn-quiet.btn-xs",
    { type: "button", onclick: () => acts.close(id) },
    word("Close the script"),
  );
  const hint = word("Type { for what is filled in by itself: the customer, who writes, the ticket.");
  const foot = make("div.steps-writing-foot", {}, make("p.field-hint", {}, hint), close);
  return withPlaces(make("div.steps-writing", {}, area, foot), { offers, tongue });
}

function sends(bo, offers) {
  const name = ACTING.includes(bo.$type) && extension(bo, "Action")?.get("name");
  return Boolean(name) && (offers.actions ?? []).some((one) => one.name === name && one.sendsScript);
}

/** What else belongs to the step, edited beside the list or in the drawing. */
function marks({ bo, offers, tongue }) {
  const form = extension(bo, "Form")?.get("fields") ?? [];
  const items = extension(bo, "Checklist")?.get("items") ?? [];
  const checks = new Set(items.map((item) => item.get("key") || item.get("text"))).size;
  const action = extension(bo, "Action")?.get("name");
  const offer = (offers.actions ?? []).find(({ name }) => name === action);
  const along = throwsSomething(bo) ? carriesOf(bo).map((carry) => carry.get("name")) : [];
  const labels = form.map((field) => innerLabel(field, tongue) || innerLabel(field, "vi") || field.get("key"));
  const found = [
    action && mark("rocket", labelOf(offer?.label) || action, word("Action")),
    extension(bo, "Decision") && mark("table", word("Decision table")),
    checks > 0 && mark("check", word("{} to check", checks), word("Checklist")),
    form.length > 0 && mark("form", word("{} to fill in", form.length), labels.join(", ")),
    along.length > 0 && mark("onward", word("with {}", along.join(", ")), word("Sends along")),
    ...["consulted", "informed"].map((part) => involvedMark(bo, part, offers)),
    bo.loopCharacteristics && mark("redo", word("Repetition")),
  ].filter(Boolean);
  return found.length ? make("span.steps-marks", {}, found) : null;
}

function involvedMark(bo, part, offers) {
  const names = involvedIn(bo, part).map((key) => roleName(key, offers));
  const title = word(part === "consulted" ? "Consulted" : "Informed");
  return names.length > 0 && mark("users", `${title}: ${names.join(", ")}`, title);
}

function mark(shape, text, title = text) {
  return make("span.steps-mark", { title }, icon(shape), text);
}
