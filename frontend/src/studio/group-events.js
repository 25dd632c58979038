/** Timers and messages of events, and the message of a receive task. */
import { extension } from "./care.js";
import { MESSAGES } from "./choices.js";
import { make } from "./dom.js";
import { checkField, group, lengthField, selectField, textField } from "./fields.js";
import { formulaField } from "./formula-field.js";
import { beginsProcess, daysFields, isByDays } from "./group-beginning.js";
import { writeClock } from "./lengths.js";
import { readCycle, readMoment, writeCycle, writeMoment } from "./moments.js";
import { labelOf, word } from "./words.js";

const OTHER = "*"; // no message is called so

function definition(bo, type) {
  return bo.get("eventDefinitions")?.find((one) => one.$type === `bpmn:${type}EventDefinition`);
}

export function timerGroup({ bo, care, modeler, element, offers }) {
  const timer = bo.$instanceOf("bpmn:Event") && definition(bo, "Timer");
  if (!timer) return null;
  const own = extension(bo, "Timer");
  const way = isByDays(own) ? "days" : (["timeDate", "timeCycle"].find((name) => timer[name]) ?? "timeDuration");
  const again = way === "timeCycle" || bo.$type === "bpmn:StartEvent" || bo.cancelActivity === false;
  const modeling = modeler.get("modeling");
  const write = (name, body) => {
    const expression = modeler.get("bpmnFactory").create("bpmn:FormalExpression", { body });
    expression.$parent = timer;
    const cleared = { timeDate: undefined, timeDuration: undefined, timeCycle: undefined };
    modeling.updateModdleProperties(element, timer, { ...cleared, [name]: expression });
  };
  const choose = (name) => {
    write(name === "days" ? "timeCycle" : name, name === "days" ? "R/P1D" : "");
    care.setAttributes(
      "Timer",
      name === "days" ? { at: "08:00", on: "working", time: "", between: "" } : { at: "", on: "" },
    );
  };
  const value = timer[way]?.body ?? "";
  const isWorkingTime = own?.get("time") === "business";
  return group(
    word("Timer"),
    selectField({
      key: "timer-way",
      label: word("When"),
      value: way,
      options: [
        ["timeDuration", word("After a length of time")],
        ["timeDate", word("At a moment")],
        ...(again ? [["timeCycle", word("Again and again")]] : []),
        ...(beginsProcess(bo) || way === "days" ? [["days", word("On days of the calendar")]] : []),
      ],
      set: choose,
    }),
    way === "days"
      ? daysFields({ own, care })
      : valueFields({ way, value, isWorkingTime, offers, isStart: beginsProcess(bo), set: (text) => write(way, text) }),
    way !== "timeDate" &&
      way !== "days" &&
      selectField({
        key: "timer-time",
        label: word("Counts"),
        value: own?.get("time") || "calendar",
        options: [
          ["calendar", word("plain time")],
          ["business", word("working hours")],
        ],
        hint: isWorkingTime ? word("The hours of the team that has the ticket; nights and holidays do not count.") : "",
        set: (time) => care.setAttributes("Timer", { time }),
      }),
    way !== "days" && betweenField({ own, care }),
    interrupting({ bo, element, modeling }),
  );
}

function valueFields({ way, value, isWorkingTime, offers, isStart, set }) {
  if (way === "timeDuration")
    return lengthField({ key: "timer-value", label: word("After"), value, set, isWorkingTime });
  if (way === "timeDate")
    return formulaField({
      offers,
      kind: "moment",
      key: "timer-value",
      label: word("At"),
      value: readMoment(value),
      hint: word(isStart ? "Such as 31/12/2026 8:00" : "Such as 31/12/2026 8:00, or a formula such as ngay_hen"),
      set: (typed) => set(writeMoment(typed.trim())),
    });
  const cycle = readCycle(value);
  if (!cycle) return textField({ key: "timer-value", label: word("Every"), value, mono: true, set });
  return [
    lengthField({
      key: "timer-value",
      label: word("Every"),
      value: cycle.every,
      isWorkingTime,
      set: (every) => set(writeCycle({ ...cycle, every })),
    }),
    textField({
      key: "timer-times",
      label: word("How often"),
      value: cycle.times,
      hint: word(isStart ? "Empty: for ever." : "Empty: until the step is done."),
      set: (times) => set(writeCycle({ ...cycle, times })),
    }),
  ];
}

function betweenField({ own, care }) {
  const warning = make("p.studio-cell-error", { role: "status" });
  const [from = "", to = ""] = (own?.get("between") ?? "").split("-");
  const clock = (value, key) => {
    const input = make("input.input.input-sm", {
      type: "text",
      inputmode: "numeric",
      placeholder: key === "timer-from" ? "8:00" : "20:00",
      "data-field": key,
      "aria-label": word("Fires only between"),
      onchange: () => {
        const typed = input.value;
        input.value = writeClock(typed);
        const both = inputs.map((one) => one.value);
        const isHalf = both.some(Boolean) && !both.every(Boolean);
        warning.textContent =
          typed && !input.value ? word("Write a time of day, such as 8:00.") : isHalf ? word("Write both hours.") : "";
        if (!isHalf) care.setAttributes("Timer", { between: both.every(Boolean) ? both.join("-") : "" });
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
    make("div.hours-field", {}, inputs[0], make("span.muted", { "aria-hidden": "true" }, "–"), inputs[1]),
    make("p.field-hint", {}, word("What comes due outside waits for the first hour. Empty: at any hour.")),
    warning,
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
  const isTask = ["bpmn:ReceiveTask", "bpmn:SendTask"].includes(bo.$type);
  const holder = isTask ? bo : bo.$instanceOf("bpmn:Event") && definition(bo, "Message");
  const sends = ["bpmn:IntermediateThrowEvent", "bpmn:EndEvent", "bpmn:SendTask"].includes(bo.$type);
  if (!holder || (bo.$type === "bpmn:SendTask" && extension(bo, "Action"))) return null;
  const modeling = modeler.get("modeling");
  const value = holder.messageRef?.name;
  const set = (name) =>
    modeling.updateModdleProperties(element, holder, {
      messageRef: name ? messageNamed(modeler, name) : undefined,
    });
  return group(
    word("Message"),
    sends ? sentField({ value, set, modeler, offers }) : heardFields({ value, set, offers, modeler }),
    correlationField({ bo, care, sends, offers }),
    interrupting({ bo, element, modeling }),
  );
}

function offered(offers) {
  const found = (offers.messages ?? []).map(({ name, label }) => [name, labelOf(label)]);
  return found.length ? found : MESSAGES.map(([name, words]) => [name, word(words)]);
}

/** Names that the drawing uses beside those that come from outside. */
function ownNames(modeler, offers) {
  const outside = new Set(offered(offers).map(([name]) => name));
  const messages = modeler.getDefinitions().rootElements.filter((one) => one.$type === "bpmn:Message");
  return [...new Set(messages.map(({ name }) => name).filter(Boolean))].filter((name) => !outside.has(name));
}

/** What comes from outside by its words; anything else by the name under which it is sent. */
function heardFields({ value, set, offers, modeler }) {
  const known = offered(offers);
  const isOther = Boolean(value) && !known.some(([name]) => name === value);
  const other = textField({
    key: "message-name",
    label: word("Name of the message"),
    hint: word("As another process or system sends it"),
    value: isOther ? value : "",
    mono: true,
    set,
  });
  other.hidden = !isOther;
  const reveal = () => {
    other.hidden = false;
    other.querySelector("input").focus();
  };
  const own = ownNames(modeler, offers).filter((name) => name !== value);
  const select = selectField({
    key: "message",
    label: word("Waits for"),
    value: isOther ? OTHER : value,
    empty: word("choose…"),
    options: [...known, ...own.map((name) => [name, name]), [OTHER, word("another message, by its name")]],
    set: (name) => (name === OTHER ? reveal() : set(name)),
  });
  return [select, other];
}

/** A thrown message is for another process of the same ticket; what customers send is nothing one sends. */
function sentField({ value, set, modeler, offers }) {
  const names = ownNames(modeler, offers).filter((name) => name !== value);
  return [
    textField({
      key: "message-name",
      label: word("Sends to another process of the ticket"),
      hint: word("The name under which that process waits for it. To write to the customer choose an action above."),
      value,
      mono: true,
      set,
    }),
    names.length > 0 &&
      selectField({
        key: "message",
        label: word("Used in this drawing"),
        value: "",
        empty: word("choose…"),
        options: names.map((name) => [name, name]),
        set,
      }),
  ];
}

/** The formula of the key by which a message finds the ticket that waits for it: here, or wherever it is sent to. */
function correlationField({ bo, care, sends, offers }) {
  return formulaField({
    offers,
    kind: "value",
    key: "correlation",
    label: word(sends ? "To who waits for the key" : "Found by the key"),
    hint: word(
      sends ? "A formula such as ma_don; empty: to this ticket" : "A formula such as ma_don; empty: by the ticket",
    ),
    value: extension(bo, "Correlation")?.get("key"),
    set: (key) => care.setAttributes("Correlation", { key: key.trim() }),
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
