/** What can be edited on each kind of element: a list of groups for the properties panel. */
import { language } from "../language.js";
import { extension, innerLabel, textOf } from "./care.js";
import { ROLES, STAGES } from "./choices.js";
import { make } from "./dom.js";
import { areaField, bothLanguages, checkField, group, lengthField, selectField, textField } from "./fields.js";
import { formulaField } from "./formula-field.js";
import { actionGroup } from "./group-action.js";
import { forWhomGroup } from "./group-beginning.js";
import { carryGroup } from "./group-carry.js";
import { decisionGroup } from "./group-decision.js";
import { doerField } from "./group-doer.js";
import { messageGroup, timerGroup } from "./group-events.js";
import { helpGroup } from "./group-help.js";
import { involvedGroup } from "./group-involved.js";
import { checklistGroup, formGroup } from "./group-lists.js";
import { othersGroup } from "./group-others.js";
import { policiesGroup } from "./group-policies.js";
import { processGroup } from "./group-process.js";
import { callGroup, completionGroup, repeatGroup } from "./group-repeats.js";
import { foreignScriptGroup } from "./group-script.js";
import { throwingGroups } from "./group-throwing.js";
import { named } from "./renaming.js";
import { withPlaces } from "./script-places.js";
import { labelOf, word } from "./words.js";

const PEOPLE = ["bpmn:UserTask", "bpmn:ManualTask", "bpmn:Task", "bpmn:SendTask", "bpmn:ReceiveTask"];
const CHOOSING = ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway", "bpmn:ComplexGateway", "bpmn:Activity"];
const ACTING = ["bpmn:ServiceTask", "bpmn:SendTask", "bpmn:IntermediateThrowEvent", "bpmn:EndEvent"];

/**
 * @param {{element: object, bo: object, care: import("./care.js").Care, offers: object, modeler: object}} context
 * @returns {Array<HTMLElement|null>}
 */
export function groupsFor(context) {
  const { bo } = context;
  const groups = [general(context)];
  if (bo.$instanceOf("bpmn:Process")) groups.push(processGroup(context));
  if (bo.$type === "bpmn:Lane") groups.push(roleGroup(context), lanesGroup(context));
  if (bo.$type === "bpmn:SequenceFlow") groups.push(flowGroup(context));
  if (bo.$type === "bpmn:BusinessRuleTask") groups.push(decisionGroup(context));
  groups.push(othersGroup(context), foreignScriptGroup(context));
  if (ACTING.includes(bo.$type)) groups.push(actionGroup(context));
  if (PEOPLE.includes(bo.$type)) {
    groups.push(timeGroup(context), scriptGroup(context), checklistGroup(context), formGroup(context));
  } else if (sendsScript(context)) groups.push(scriptGroup(context));
  if (bo.$instanceOf("bpmn:Activity")) groups.push(helpGroup(context), involvedGroup(context), policiesGroup(context));
  groups.push(timerGroup(context), messageGroup(context), ...throwingGroups(context));
  groups.push(forWhomGroup(context), carryGroup(context));
  groups.push(callGroup(context), completionGroup(context), repeatGroup(context), technical(context));
  return groups;
}

/** A service step or event whose action sends the script needs one. */
function sendsScript({ bo, offers }) {
  const name = ACTING.includes(bo.$type) && extension(bo, "Action")?.get("name");
  return Boolean(name) && (offers.actions ?? []).some((one) => one.name === name && one.sendsScript);
}

function general({ bo, care, modeler, element, offers }) {
  const isNote = bo.$type === "bpmn:TextAnnotation";
  const fields = [
    areaField({
      key: "name",
      label: word("Name"),
      value: isNote ? bo.text : bo.name,
      hint: !isNote && language() !== "vi" && word("What people who read Vietnamese see."),
      set: (name) => {
        const text = name.trim() || undefined;
        if (element.type === "label" || element.businessObject !== bo) care.setOwn({ name: text });
        else if (isNote) modeler.get("modeling").updateProperties(element, { text });
        else modeler.get("modeling").updateLabel(element, text ?? "");
      },
    }),
  ];
  if (!isNote) {
    fields.push(
      textField({
        key: "label-en",
        label: word("Name in English"),
        value: textOf(bo, "Label", "en"),
        hint: !bo.name && word("While there is no Vietnamese name, this one stands for it."),
        set: (text) => named({ modeler, element, bo, text, tongue: "en" }),
      }),
    );
  }
  fields.push(doerField({ bo, care, offers, modeler, element }));
  if (bo.$instanceOf("bpmn:Activity") || bo.$instanceOf("bpmn:Event")) fields.push(stageField({ bo, care }));
  return group(word("General"), fields.flat());
}

function stageField({ bo, care }) {
  return selectField({
    key: "stage",
    label: word("Stage"),
    value: bo.get("tantam:stage"),
    empty: word("none"),
    options: stagesOf(bo),
    set: (stage) => care.setOwn({ "tantam:stage": stage || undefined }),
  });
}

/** The process' own words for its stages, where it has some. */
function stagesOf(bo) {
  let process = bo;
  while (process && !process.$instanceOf("bpmn:Process")) process = process.$parent;
  const own = (extension(process, "Process")?.get("parts") ?? []).filter((part) => part.$type === "tantam:Stage");
  return STAGES.map(([key, words]) => {
    const stage = own.find((part) => part.get("key") === key);
    const label = stage && (innerLabel(stage, language()) || innerLabel(stage, "vi"));
    return [key, label && label !== word(words) ? `${word(words)} (${label})` : word(words)];
  });
}

function timeGroup({ bo, care }) {
  const time = extension(bo, "Time");
  const fields = ["response", "resolution"].map((name) =>
    lengthField({
      key: `time-${name}`,
      label: word(name === "response" ? "Respond within" : "Done within"),
      value: time?.get(name),
      hint: word("in working hours of the role"),
      isWorkingTime: true,
      set: (value) => care.setAttributes("Time", { [name]: value }),
    }),
  );
  const pauses = checkField({
    key: "time-pauses",
    label: word("Stands still while waiting for the customer"),
    value: time?.get("pauses") === "customer",
    set: (on) => care.setAttributes("Time", { pauses: on ? "customer" : "" }),
  });
  const done =
    bo.$type === "bpmn:UserTask" &&
    selectField({
      key: "work-done",
      label: word("Completed by"),
      value: extension(bo, "Work")?.get("done") || "button",
      options: [
        ["button", word("the button “Finish the step”")],
        ["reply", word("answering the customer")],
        ["approval", word("an approval, granted or refused")],
      ],
      set: (way) => care.setAttributes("Work", { done: way }),
    });
  return group(word("Time"), done, approvalFields({ bo, care }), fields, pauses);
}

/** Where an approval finds its amount and puts its answer; asked only of steps that an approval completes. */
function approvalFields({ bo, care }) {
  const work = extension(bo, "Work");
  if (work?.get("done") !== "approval") return false;
  return [
    ["amount", "Variable with the amount", "tien_den_bu"],
    ["result", "Variable that becomes true or false", "dong_y"],
  ].map(([name, label, usual]) =>
    textField({
      key: `work-${name}`,
      label: word(label),
      value: work.get(name) || usual,
      set: (value) => care.setAttributes("Work", { [name]: value }),
    }),
  );
}

function scriptGroup({ bo, care, offers }) {
  const both = (type, label, rows, hint) =>
    bothLanguages({
      key: type,
      label,
      rows,
      hint,
      read: (lang) => textOf(bo, type, lang),
      write: (lang, text) => care.setText(type, lang, text),
    });
  return group(
    `${word("Guide")} · ${word("Script")}`,
    both("Guide", word("Guide"), 2, word("What to do in this step")),
    both(
      "Script",
      word("Script"),
      3,
      word("Type { for what is filled in by itself: the customer, who writes, the ticket."),
    ).map((field, at) => withPlaces(field, { offers, tongue: ["vi", "en"][at] })),
  );
}

function roleGroup({ bo, care, offers }) {
  const role = extension(bo, "Role");
  const kind = role?.get("kind") ?? "";
  const teams = (offers.teams ?? []).map(({ key, label }) => [key, labelOf(label)]);
  return group(
    word("Role"),
    selectField({
      key: "role-kind",
      label: word("Who works in this lane"),
      value: kind,
      empty: word("choose…"),
      options: ROLES.map(([key, words]) => [key, word(words)]),
      set: (value) => care.setAttributes("Role", { kind: value, ref: value === "team" ? role?.get("ref") : "" }),
    }),
    kind === "team" &&
      selectField({
        key: "role-ref",
        label: word("Team"),
        value: role?.get("ref"),
        empty: word("choose…"),
        options: teams,
        set: (ref) => care.setAttributes("Role", { ref }),
      }),
  );
}

/** Beside a wide lane its own buttons are out of sight. */
function lanesGroup({ modeler, element }) {
  const add = (side) => () => {
    const lane = modeler.get("modeling").addLane(element, side);
    modeler.get("selection").select(lane);
  };
  const button = (words, key, act) =>
    make("button.btn.btn-quiet.btn-sm.studio-mover", { type: "button", "data-field": key, onclick: act }, word(words));
  return group(
    word("Lanes"),
    button("Add a lane above", "lane-above", add("top")),
    button("Add a lane below", "lane-below", add("bottom")),
  );
}

function flowGroup({ bo, modeler, element, offers }) {
  const source = bo.sourceRef;
  if (!CHOOSING.some((type) => source?.$instanceOf(type))) return null;
  const isDefault = source.default === bo;
  const write = (text) => {
    const body = text.trim();
    const expression = body ? modeler.get("bpmnFactory").create("bpmn:FormalExpression", { body }) : undefined;
    modeler.get("modeling").updateProperties(element, { conditionExpression: expression });
  };
  const example = offers.examples?.[0] ?? 'phan_loai.khan = "high"';
  return group(
    word("Condition"),
    checkField({
      key: "flow-default",
      label: word("Taken when no other condition holds"),
      value: isDefault,
      set: (on) => modeler.get("modeling").updateProperties(element.source, { default: on ? bo : undefined }),
    }),
    !isDefault &&
      formulaField({
        offers,
        key: "flow-condition",
        label: word("Taken if (FEEL)"),
        value: bo.conditionExpression?.body,
        hint: `${word("e.g.")} ${example}`,
        set: write,
      }),
  );
}

function technical({ bo, care }) {
  return group(
    word("Technical"),
    textField({
      key: "id",
      label: word("Element id"),
      value: bo.id,
      mono: true,
      set: (id) => /^[A-Za-z_][\w.-]*$/.test(id) && care.setOwn({ id }),
    }),
    areaField({
      key: "documentation",
      label: word("Notes"),
      value: bo.documentation?.[0]?.text,
      set: (text) => {
        const made = care.factory.create("bpmn:Documentation", { text });
        care.setOwn({ documentation: text.trim() ? [made] : undefined });
      },
    }),
  );
}
