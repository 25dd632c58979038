/** Fields of the properties panel. Each has a `key`, by which the focus is found again after the panel was drawn anew. */
import { make } from "./dom.js";
import { inLanguage, readLength, readWorkingLength, WORKING_DAY_HOURS, workingDaysIn, writeLength } from "./lengths.js";
import { word } from "./words.js";

let counter = 0;

export function framed(label, control, { hint, inline } = {}) {
  counter += 1;
  control.id ||= `studio-field-${counter}`;
  const words = hint ? make("p.field-hint", { id: `${control.id}-hint` }, hint) : null;
  if (words) control.setAttribute("aria-describedby", words.id);
  const name = make("label.field-label", { for: control.id }, label);
  return inline ? make("div.field-check", {}, control, name, words) : make("div.field", {}, name, control, words);
}

/** One line of text. */
export function textField({ key, label, value, set, hint, list, mono }) {
  const input = make(`input.input.input-sm${mono ? ".mono" : ""}`, {
    type: "text",
    "data-field": key,
    list,
    spellcheck: mono ? "false" : undefined,
    onchange: () => set(input.value.trim()),
  });
  input.value = value ?? "";
  return framed(label, input, { hint });
}

/** Several lines, growing with the text. */
export function areaField({ key, label, value, set, hint, rows = 2, mono }) {
  const area = make(`textarea.textarea${mono ? ".mono" : ""}`, {
    "data-field": key,
    rows: String(rows),
    spellcheck: mono ? "false" : undefined,
    onchange: () => set(area.value),
  });
  area.value = value ?? "";
  return framed(label, area, { hint });
}

/** A number of any size, with a dot or, as the reader writes it, a comma. */
export function numberField({ key, label, value, set, hint }) {
  const input = make("input.input.input-sm.num", {
    type: "number",
    min: "0",
    step: "any",
    "data-field": key,
    onchange: () => set(input.value),
  });
  input.value = value ?? "";
  return framed(label, input, { hint });
}

/** A line that may be long: it grows with its text, and Enter ends it as in a line. */
export function lineField({ key, label, value, set, hint }) {
  const area = make("textarea.textarea.studio-line", {
    "data-field": key,
    rows: "1",
    onchange: () => set(area.value.trim()),
    onkeydown: (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      area.blur();
    },
  });
  area.value = value ?? "";
  return framed(label, area, { hint });
}

/** One of `options` [[value, label]]; a value that is not among them is kept and said to be unknown. */
export function selectField({ key, label, value, set, options, empty, hint }) {
  const select = make("select.select.select-sm", { "data-field": key, onchange: () => set(select.value) });
  if (empty !== undefined) select.append(make("option", { value: "" }, empty));
  for (const [name, words] of options) select.append(make("option", { value: name }, words));
  if (value && !options.some(([name]) => name === value)) {
    select.append(make("option", { value }, `${value} (${word("not in the catalogue")})`));
  }
  select.value = value ?? "";
  return framed(label, select, { hint });
}

/** Yes or no. */
export function checkField({ key, label, value, set, hint }) {
  const box = make("input.checkbox.checkbox-sm.checkbox-primary", {
    type: "checkbox",
    "data-field": key,
    onchange: () => set(box.checked),
  });
  box.checked = Boolean(value);
  return framed(label, box, { hint, inline: true });
}

/**
 * A number and its unit for an ISO 8601 duration; what these cannot say stays as text. `isWorkingTime`: hours of work are
 * kept; a day is one of eight, which is written as its hours and said beside them.
 */
export function lengthField({ key, label, value, set, hint, isWorkingTime }) {
  const length = isWorkingTime ? readWorkingLength(value) : readLength(value);
  if (!length) return textField({ key, label, value, set, hint: word("ISO 8601, e.g. PT30M"), mono: true });
  const write = () => set(writeLength(chosen({ count: count.value, unit: unit.value })));
  const count = make("input.input.input-sm.num", {
    type: "number",
    min: "0",
    step: "1",
    "data-field": key,
    onchange: write,
  });
  count.value = length.count;
  const unit = make("select.select.select-sm", {
    "data-field": `${key}-unit`,
    "aria-label": `${label}: ${word("minutes")}, ${word("hours")}, ${word("days")}`,
    onchange: () => count.value && write(),
  });
  const days = isWorkingTime ? "workingDays" : "days";
  const names = { workingDays: word("working days of {} h", WORKING_DAY_HOURS) };
  for (const name of ["minutes", "hours", days])
    unit.append(make("option", { value: name }, names[name] ?? word(name)));
  unit.value = length.unit;
  const field = framed(label, count, { hint });
  const pair = make("div.length-field");
  count.before(pair);
  pair.append(count, unit);
  const said = isWorkingTime && inDays(value);
  if (said) field.append(make("p.field-hint", {}, said));
  return field;
}

function inDays(iso) {
  const days = workingDaysIn(iso);
  if (days === 1) return word("That is one working day of {} hours.", WORKING_DAY_HOURS);
  return days && word("That is {} working days of {} hours.", inLanguage(days), WORKING_DAY_HOURS);
}

/** A day of work goes into the file as its hours: the file's own day has 24. */
function chosen({ count, unit }) {
  if (unit !== "workingDays" || !/^\d+$/.test(count.trim())) return { count, unit };
  return { count: String(Number(count) * WORKING_DAY_HOURS), unit: "hours" };
}

/** Several of `options`, as chips that are on or off. */
export function chipsField({ key, label, values, set, options, hint }) {
  const chips = options.map(([name, words]) =>
    make(
      "button.chip",
      {
        type: "button",
        "data-field": `${key}-${name}`,
        "aria-pressed": String(values.includes(name)),
        onclick: () => set(values.includes(name) ? values.filter((one) => one !== name) : [...values, name]),
      },
      words,
    ),
  );
  return make(
    "div.field",
    { role: "group", "aria-label": label },
    make("span.field-label", {}, label),
    make("div.chips", {}, chips),
    hint ? make("p.field-hint", {}, hint) : null,
  );
}

/** The same text in both languages, one above the other. */
export function bothLanguages({ key, label, read, write, rows, hint }) {
  return [
    areaField({
      key: `${key}-vi`,
      label: `${label} · ${word("Vietnamese")}`,
      value: read("vi"),
      set: (text) => write("vi", text),
      rows,
      hint,
    }),
    areaField({
      key: `${key}-en`,
      label: `${label} · ${word("English")}`,
      value: read("en"),
      set: (text) => write("en", text),
      rows,
    }),
  ];
}

const closed = new Set([word("Technical")]);

/** A group of the panel; whether it is open is remembered while the page lives. */
export function group(name, ...children) {
  const fields = children.flat().filter(Boolean);
  if (!fields.length) return null;
  return make(
    "details.studio-group",
    {
      open: !closed.has(name),
      ontoggle: (event) => (event.target.open ? closed.delete(name) : closed.add(name)),
    },
    make("summary", {}, name),
    make("div.studio-fields", {}, fields),
  );
}
