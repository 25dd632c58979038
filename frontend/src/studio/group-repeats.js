/** Activities that are done several times, that call another process, or that hold others in no order. */
import { checkField, group, selectField, textField } from "./fields.js";
import { formulaField } from "./formula-field.js";
import { labelOf, word } from "./words.js";

export function repeatGroup({ bo, modeler, element, offers }) {
  const loop = bo.$instanceOf("bpmn:Activity") && bo.get("loopCharacteristics");
  if (!loop) return null;
  const modeling = modeler.get("modeling");
  const change = (properties) => modeling.updateModdleProperties(element, loop, properties);
  const field = feelField({ modeler, holder: loop, change, offers });
  if (loop.$type === "bpmn:StandardLoopCharacteristics") {
    return group(
      word("Repetition"),
      field("loopCondition", word("Again while (FEEL)"), "ket_qua = null"),
      textField({
        key: "loop-maximum",
        label: word("At most how often"),
        value: loop.loopMaximum,
        mono: true,
        set: (text) => change({ loopMaximum: /^\d+$/.test(text) ? Number(text) : undefined }),
      }),
      checkField({
        key: "loop-before",
        label: word("Looked at before the first time"),
        value: loop.testBefore,
        set: (testBefore) => change({ testBefore }),
      }),
    );
  }
  const own = (name, label, hint) =>
    textField({
      key: `loop-${name}`,
      label,
      value: loop.get(`tantam:${name}`),
      mono: true,
      hint,
      set: (text) => change({ [`tantam:${name}`]: text || undefined }),
    });
  return group(
    word("Repetition"),
    formulaField({
      offers,
      kind: "list",
      key: "loop-collection",
      label: word("Once for each of (variable)"),
      value: loop.get("tantam:collection"),
      hint: `${word("e.g.")} xe`,
      set: (text) => change({ "tantam:collection": text.trim() || undefined }),
    }),
    own("item", word("Each one is called"), `${word("e.g.")} bien_so`),
    field("loopCardinality", word("Or how often (FEEL)"), "3", "number"),
    field("completionCondition", word("Enough when (FEEL)"), "numberOfCompletedInstances >= 2"),
    checkField({
      key: "loop-sequential",
      label: word("One after the other"),
      value: loop.isSequential,
      set: (isSequential) => change({ isSequential }),
    }),
  );
}

function feelField({ modeler, holder, change, offers }) {
  return (name, label, example, kind = "condition") =>
    formulaField({
      offers,
      kind,
      key: `feel-${name}`,
      label,
      value: holder[name]?.body,
      hint: `${word("e.g.")} ${example}`,
      set: (text) => {
        const body = text.trim();
        const expression = body ? modeler.get("bpmnFactory").create("bpmn:FormalExpression", { body }) : undefined;
        if (expression) expression.$parent = holder;
        change({ [name]: expression });
      },
    });
}

export function callGroup({ bo, care, offers }) {
  if (bo.$type !== "bpmn:CallActivity") return null;
  return group(
    word("Another process"),
    selectField({
      key: "called",
      label: word("Which process runs here"),
      value: bo.calledElement,
      empty: word("choose…"),
      options: (offers.processes ?? []).map(({ key, label }) => [key, `${key} · ${labelOf(label)}`]),
      set: (key) => care.setOwn({ calledElement: key || undefined }),
    }),
  );
}

/** When a complex gateway goes on, when an ad-hoc sub-process is done. */
export function completionGroup({ bo, modeler, element, offers }) {
  const [name, label, example] =
    {
      "bpmn:ComplexGateway": ["activationCondition", "Goes on when (FEEL)", "activationCount >= 2"],
      "bpmn:AdHocSubProcess": ["completionCondition", "Done when (FEEL)", 'ket_qua = "resolved"'],
    }[bo.$type] ?? [];
  if (!name) return null;
  const change = (properties) => modeler.get("modeling").updateModdleProperties(element, bo, properties);
  return group(word("Condition"), feelField({ modeler, holder: bo, change, offers })(name, word(label), example));
}
