/** What events other than timers and messages are about: signals, errors, escalations, conditions, links. */
import { extension } from "./care.js";
import { group, selectField, textField } from "./fields.js";
import { formulaField } from "./formula-field.js";
import { interrupting } from "./group-events.js";
import { word } from "./words.js";

/** Root elements an event refers to: [definition, reference, type, attribute by which it is known, words]. */
const NAMED = [
  ["Signal", "signalRef", "bpmn:Signal", "name", "Signal", "Name of the signal"],
  ["Error", "errorRef", "bpmn:Error", "errorCode", "Error", "Code of the error"],
  ["Escalation", "escalationRef", "bpmn:Escalation", "escalationCode", "Escalation", "Code of the escalation"],
];
const THROWING = ["bpmn:IntermediateThrowEvent", "bpmn:EndEvent"];

export function throwingGroups({ bo, modeler, element, offers }) {
  if (!bo.$instanceOf("bpmn:Event")) return [];
  return (bo.get("eventDefinitions") ?? []).map((definition) => {
    const kind = definition.$type.replace("bpmn:", "").replace("EventDefinition", "");
    const named = NAMED.find(([name]) => name === kind);
    const modeling = modeler.get("modeling");
    if (named) return namedGroup({ bo, modeler, element, definition, named });
    if (kind === "Conditional") return conditionGroup({ bo, modeler, element, definition, offers });
    if (kind === "Link") {
      const set = (name) => modeling.updateModdleProperties(element, definition, { name: name || undefined });
      const hint = word("Goes on where an event of the same name receives it.");
      return group(
        word("Link"),
        textField({ key: "link-name", label: word("Name of the link"), value: definition.name, hint, set }),
      );
    }
    return null;
  });
}

function namedGroup({ bo, modeler, element, definition, named }) {
  const [, reference, type, attribute, title, label] = named;
  const known = modeler.getDefinitions().rootElements.filter((one) => one.$type === type);
  const names = [...new Set(known.map((one) => one.get(attribute)).filter(Boolean))];
  const value = definition[reference]?.get(attribute) ?? "";
  const isAnyCaught = !THROWING.includes(bo.$type) && type !== "bpmn:Signal";
  const set = (text) =>
    modeler.get("modeling").updateModdleProperties(element, definition, {
      [reference]: text ? rootNamed({ modeler, type, attribute, text }) : undefined,
    });
  return group(
    word(title),
    textField({
      key: `event-${attribute}`,
      label: word(label),
      value,
      mono: true,
      hint: isAnyCaught ? word("Left empty: any.") : undefined,
      set,
    }),
    names.length > (value ? 1 : 0) &&
      selectField({
        key: `event-${attribute}-known`,
        label: word("Used in this drawing"),
        value: "",
        empty: word("choose…"),
        options: names.filter((name) => name !== value).map((name) => [name, name]),
        set,
      }),
    interrupting({ bo, element, modeling: modeler.get("modeling") }),
  );
}

/** The file's root element of that name or code; made where there is none (an unused one does no harm). */
function rootNamed({ modeler, type, attribute, text }) {
  const definitions = modeler.getDefinitions();
  const known = definitions.rootElements.find((one) => one.$type === type && one.get(attribute) === text);
  if (known) return known;
  const made = modeler.get("bpmnFactory").create(type, { name: text, [attribute]: text });
  made.$parent = definitions;
  definitions.rootElements.push(made);
  return made;
}

function conditionGroup({ bo, modeler, element, definition, offers }) {
  const modeling = modeler.get("modeling");
  const set = (text) => {
    const body = text.trim();
    const condition = body ? modeler.get("bpmnFactory").create("bpmn:FormalExpression", { body }) : undefined;
    if (condition) condition.$parent = definition;
    modeling.updateModdleProperties(element, definition, { condition });
  };
  return group(
    word("Condition"),
    formulaField({
      offers,
      key: "event-condition",
      label: word("Happens as soon as (FEEL)"),
      value: definition.condition?.body,
      hint: `${word("e.g.")} ${extension(bo, "Each") ? "so_ngay_chua_mua > 180" : 'ket_qua = "resolved"'}`,
      set,
    }),
    interrupting({ bo, element, modeling }),
  );
}
