/** What goes along with a message, signal, error or escalation: each value becomes a variable of who receives it. */
import { extension, extensionsOf } from "./care.js";
import { make } from "./dom.js";
import { group, textField } from "./fields.js";
import { adder, card, freeKey } from "./group-lists.js";
import { word } from "./words.js";

const THROWING = ["bpmn:IntermediateThrowEvent", "bpmn:EndEvent"];
const CARRYING = ["Message", "Signal", "Error", "Escalation"].map((kind) => `bpmn:${kind}EventDefinition`);

/** Whether an element sends something itself that can bring something along; an action it calls does not. */
export function throwsSomething(bo) {
  if (extension(bo, "Action")) return false;
  if (bo.$type === "bpmn:SendTask") return true;
  return THROWING.includes(bo.$type) && (bo.eventDefinitions ?? []).some(({ $type }) => CARRYING.includes($type));
}

export function carriesOf(bo) {
  return extensionsOf(bo).filter(({ $type }) => $type === "tantam:Carry");
}

export function carryGroup({ bo, care }) {
  const carries = carriesOf(bo);
  if (!throwsSomething(bo) && !carries.length) return null;
  const change = (old, properties) => care.replace(old, care.changed(old, properties));
  const cards = carries.map((carry, at) => card(parts({ carry, at, change }), { remove: () => care.replace(carry) }));
  const names = carries.map((carry) => carry.get("name"));
  const add = () => care.replace(undefined, care.create("Carry", { name: freeKey("bien_", names) }));
  return group(
    word("Sends along"),
    make("p.field-hint", {}, word("Each becomes a variable of the process that receives it.")),
    cards,
    adder(word("Add a variable"), add),
  );
}

function parts({ carry, at, change }) {
  return [
    textField({
      key: `carry-${at}-name`,
      label: word("Variable"),
      hint: word("Its name there: letters, digits and underscores"),
      value: carry.get("name"),
      mono: true,
      set: (name) => change(carry, { name: name || undefined }),
    }),
    textField({
      key: `carry-${at}-value`,
      label: word("Value (FEEL)"),
      hint: word("Empty: the variable of the same name here"),
      value: carry.get("value"),
      mono: true,
      set: (value) => change(carry, { value: value || undefined }),
    }),
  ];
}
