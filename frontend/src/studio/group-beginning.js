/** What begins by itself: on which days of the calendar, and for whom. */
import { extension } from "./care.js";
import { make } from "./dom.js";
import { areaField, chipsField, group, selectField, textField } from "./fields.js";
import { writeClock } from "./lengths.js";
import { readDates, writeDates } from "./moments.js";
import { labelOf, word } from "./words.js";

const CHIPS = [
  ["working", "Working days"],
  ["mon", "Monday"],
  ["tue", "Tuesday"],
  ["wed", "Wednesday"],
  ["thu", "Thursday"],
  ["fri", "Friday"],
  ["sat", "Saturday"],
  ["sun", "Sunday"],
];
const FIRST_HOUR = "08:00";

/** Whether it begins the process itself, not an event sub-process. */
export function beginsProcess(bo) {
  return bo.$type === "bpmn:StartEvent" && Boolean(bo.$parent?.$instanceOf?.("bpmn:Process"));
}

/** Whether a timer goes by days of the calendar. */
export function isByDays(own) {
  return Boolean(own?.get("at") || own?.get("on"));
}

/** Hour and days of a timer that goes by the calendar. */
export function daysFields({ own, care }) {
  const keys = (own?.get("on") ?? "").split("|").filter((key) => key && key !== "day");
  const named = CHIPS.map(([key]) => key);
  const dates = keys.filter((key) => !named.includes(key));
  const write = (next) => care.setAttributes("Timer", { on: next.join("|") });
  return [
    hourField({ key: "timer-at", label: word("At the hour"), own, care, type: "Timer", name: "at" }),
    chipsField({
      key: "timer-on",
      label: word("On these days"),
      values: keys,
      options: CHIPS.map(([key, words]) => [key, word(words)]),
      set: (values) => write([...values.filter((key) => named.includes(key)), ...dates]),
    }),
    textField({
      key: "timer-dates",
      label: word("And on these dates"),
      value: readDates(dates, { last: word("last day"), lunar: word("lunar") }),
      hint: word("Such as 15, last day, 20/12, lunar 23/12. Nothing chosen at all: every day."),
      set: (typed) => write([...keys.filter((key) => named.includes(key)), ...writeDates(typed)]),
    }),
  ];
}

/** An hour of the day as people type it. */
function hourField({ key, label, own, care, type, name, hint }) {
  return textField({
    key,
    label,
    value: (own?.get(name) || FIRST_HOUR).replace(/^0(\d)/, "$1"),
    hint,
    set: (typed) => care.setAttributes(type, { [name]: writeClock(typed) || typed }),
  });
}

/** For whom it begins: a ticket of its own, the ticket it is true of, or each of a list. */
export function forWhomGroup({ bo, care, offers }) {
  const kinds = (bo.get("eventDefinitions") ?? []).map(({ $type }) => $type.replace("bpmn:", ""));
  const isCondition = kinds.includes("ConditionalEventDefinition");
  if (!beginsProcess(bo) || !(isCondition || kinds.includes("TimerEventDefinition"))) return null;
  const own = extension(bo, "Each");
  const lists = offers.lists ?? [];
  const list = lists.find(({ of }) => of === own?.get("of"));
  const choose = (of) => care.replace(own, of ? care.create("Each", { of }) : undefined);
  const nobody = word(isCondition ? "the ticket of which it is true" : "a ticket of its own, for nobody in particular");
  return group(
    word("For whom"),
    selectField({
      key: "each-of",
      label: word("Begins for"),
      value: own?.get("of"),
      empty: nobody,
      options: lists.map(({ of, label }) => [of, labelOf(label) || of]),
      hint: own
        ? labelOf(list?.hint)
        : word(isCondition ? "Looked at whenever a ticket changes." : "It comes to the team of the first step."),
      set: choose,
    }),
    own && (list?.settings ?? []).map((setting) => narrowingField({ setting, own, care })),
    own && conditionFields({ own, care, isCondition }),
  );
}

/** The list in words: "Mỗi khách hàng · Khách VIP · Sinh nhật · Số ngày trước dịp: 3". */
export function whomInWords(own, lists = []) {
  const list = lists.find(({ of }) => of === own?.get("of"));
  if (!list) return own?.get("of") ?? "";
  const said = list.settings.map((setting) => {
    const value = own.get(setting.name);
    if (!value) return "";
    if (!setting.choices.length) return `${labelOf(setting.label)}: ${value}`;
    const labels = new Map(setting.choices.map((one) => [one.value, labelOf(one.label)]));
    return value
      .split("|")
      .map((key) => labels.get(key) ?? key)
      .join(", ");
  });
  return [labelOf(list.label), ...said].filter(Boolean).join(" · ");
}

function narrowingField({ setting, own, care }) {
  const value = own.get(setting.name) ?? "";
  const set = (text) => care.replace(own, care.changed(own, { [setting.name]: text || undefined }));
  const options = setting.choices.map((one) => [one.value, labelOf(one.label)]);
  const common = {
    key: `each-${setting.name}`,
    label: labelOf(setting.label),
    hint: labelOf(setting.hint),
    value,
    set,
  };
  if (setting.kind === "choice") return selectField({ ...common, options, empty: word("none") });
  if (setting.kind !== "several") return textField(common);
  const values = value.split("|").filter(Boolean);
  const chips = chipsField({ ...common, options, values, set: (next) => set(next.join("|")) });
  chips.append(make("p.field-hint", {}, common.hint));
  return chips;
}

function conditionFields({ own, care, isCondition }) {
  const set = (name) => (text) => care.replace(own, care.changed(own, { [name]: text.trim() || undefined }));
  return [
    !isCondition &&
      areaField({
        key: "each-when",
        label: word("Only where (FEEL)"),
        value: own.get("when"),
        hint: `${word("e.g.")} so_ngay_chua_mua > 180 and so_don > 1`,
        mono: true,
        set: set("when"),
      }),
    textField({
      key: "each-most",
      label: word("At most so many at a time"),
      value: own.get("most"),
      hint: word("Empty: all. What is left over is said, and comes first the next time."),
      set: set("most"),
    }),
    isCondition &&
      textField({
        key: "each-at",
        label: word("Looked at daily at"),
        value: (own.get("at") || FIRST_HOUR).replace(/^0(\d)/, "$1"),
        set: (typed) => set("at")(writeClock(typed) || typed),
      }),
  ].filter(Boolean);
}
