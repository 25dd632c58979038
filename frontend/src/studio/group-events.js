/** Timers and messages of events, and the message of a receive task. */
import { extension } from "./care.js";
import { MESSAGES } from "./choices.js";
import { make } from "./dom.js";
import { checkField, group, lengthField, selectField, textField } from "./fields.js";
import { writeClock } from "./lengths.js";
import { labelOf, word } from "./words.js";

function definition(bo, type) {
  return bo.get("eventDefinitions")?.find((one) => one.$type === `bpmn:${type}EventDefinition`);
}

export function timerGroup({ bo, care, modeler, element }) {
  const timer = bo.$instanceOf("bpmn:Event") && definition(bo, "Timer");
  if (!timer) return null;
  const way = ["timeDate", "timeCycle"].find((name) => timer[name]) ?? "timeDuration";
  const again = way === "timeCycle" || bo.$type === "bpmn:StartEvent" || bo.cancelActivity === false;
  const modeling = modeler.get("modeling");
  const write = (name, body) => {
    const expression = modeler.get("bpmnFactory").create("bpmn:FormalExpression", { body });
    expression.$parent = timer;
    const cleared = { timeDate: undefined, timeDuration: undefined, timeCycle: undefined };
    modeling.updateModdleProperties(element, timer, { ...cleared, [name]: expression });
  };
  const own = extension(bo, "Timer");
  const value = timer[way]?.body ?? "";
  return group(
    word("Timer"),
    selectField({
      key: "timer-way",
      label: word("Timer"),
      value: way,
      options: [
        ["timeDuration", word("After a length of time")],
        ["timeDate", word("At a date (FEEL)")],
        ...(again ? [["timeCycle", word("Again and again")]] : []),
      ],
      set: (name) => write(name, ""),
    }),
    way === "timeDuration"
      ? lengthField({ key: "timer-value", label: word("After"), value, set: (text) => write(way, text) })
      : textField({
          key: "timer-value",
          label: word(way === "timeDate" ? "At" : "Every"),
          value,
          mono: true,
          hint: `${word("e.g.")} ${way === "timeDate" ? '"2026-12-31T08:00:00+07:00"' : "R3/PT1H"}`,
          set: (text) => write(way, text),
        }),
    selectField({
      key: "timer-time",
      label: word("Counts"),
      value: own?.get("time") || "calendar",
      options: [
        ["calendar", word("plain time")],
        ["business", word("business time")],
      ],
      set: (time) => care.setAttributes("Timer", { time }),
    }),
    betweenField({ own, care }),
    interrupting({ bo, element, modeling }),
  );
}

function betweenField({ own, care }) {
  const [from = "", to = ""] = (own?.get("between") ?? "").split("-");
  const clock = (value, key) => {
    const input = make("input.input.input-sm", {
      type: "text",
      inputmode: "numeric",
      placeholder: key === "timer-from" ? "8:00" : "20:00",
      "data-field": key,
      "aria-label": word("Fires only between"),
      onchange: () => {
        input.value = writeClock(input.value);
        const both = inputs.map((one) => one.value);
        if (both.every(Boolean)) care.setAttributes("Timer", { between: both.join("-") });
        else if (both.every((one) => !one)) care.setAttributes("Timer", { between: "" });
      },
    });
    input.value = value;
    return input;
  };
  const inputs = [clock(from, "timer-from"), clock(to, "timer-to")];
  return make(
    "div.field",
    { role: "group" },
    make("span.field-label", {}, word("Fires only between")),
    make("div.length-field", {}, inputs),
  );
}

/** Whether an event at the edge of a step, or one that starts an event sub-process, ends what it happens in. */
export function interrupting({ bo, element, modeling }) {
  if (bo.eventDefinitions?.[0]?.$type === "bpmn:ErrorEventDefinition") return null; // an error always does
  const own =
    { "bpmn:BoundaryEvent": "cancelActivity" }[bo.$type] ?? (bo.$parent?.triggeredByEvent && "isInterrupting");
  if (!own || (own === "isInterrupting" && bo.$type !== "bpmn:StartEvent")) return null;
  return checkField({
    key: "interrupts",
    label: word("Interrupts the step"),
    value: bo[own] !== false,
    set: (on) => modeling.updateProperties(element, { [own]: on }),
  });
}

export function messageGroup({ bo, care, modeler, element, offers }) {
  const holder = bo.$type === "bpmn:ReceiveTask" ? bo : bo.$instanceOf("bpmn:Event") && definition(bo, "Message");
  if (!holder) return null;
  const sends = ["bpmn:IntermediateThrowEvent", "bpmn:EndEvent"].includes(bo.$type);
  const offered = (offers.messages ?? []).map(({ name, label }) => [name, labelOf(label)]);
  const options = offered.length ? offered : MESSAGES.map(([name, words]) => [name, word(words)]);
  const modeling = modeler.get("modeling");
  const value = holder.messageRef?.name;
  if (value && !options.some(([name]) => name === value)) options.push([value, value]);
  const set = (name) =>
    modeling.updateModdleProperties(element, holder, {
      messageRef: name ? messageNamed(modeler, name) : undefined,
    });
  return group(
    word("Message"),
    selectField({
      key: "message",
      label: word(sends ? "Sends" : "Waits for"),
      value,
      empty: word("choose…"),
      options,
      set,
    }),
    textField({ key: "message-name", label: word("By name"), hint: word("As another system sends it"), value, set }),
    correlationField({ bo, care, sends }),
    interrupting({ bo, element, modeling }),
  );
}

/** The formula of the key by which a message finds the ticket that waits for it: here, or wherever it is sent to. */
function correlationField({ bo, care, sends }) {
  return textField({
    key: "correlation",
    label: word(sends ? "To who waits for the key" : "Found by the key"),
    hint: word(
      sends ? "A formula such as ma_don; empty: to this ticket" : "A formula such as ma_don; empty: by the ticket",
    ),
    mono: true,
    value: extension(bo, "Correlation")?.get("key"),
    set: (key) => care.setAttributes("Correlation", { key }),
  });
}

/** The file's message of that name; made where there is none (an unused one does no harm). */
function messageNamed(modeler, name) {
  const definitions = modeler.getDefinitions();
  const known = definitions.rootElements.find((one) => one.$type === "bpmn:Message" && one.name === name);
  if (known) return known;
  const message = modeler.get("bpmnFactory").create("bpmn:Message", { name });
  message.$parent = definitions;
  definitions.rootElements.push(message);
  return message;
}
