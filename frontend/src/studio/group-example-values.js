/** What an example knows and counts, picked by the names people use; who likes may still write it as lines of text. */
import { make } from "./dom.js";
import { linesOf, valuesOf } from "./examples.js";
import { areaField } from "./fields.js";
import { word } from "./words.js";

const written = new Set();
/** What is picked and not yet added: the panel is drawn anew meanwhile. */
const picked = new Map();

/**
 * Values by name: those there are, a name and a value to add, and all of it as text.
 * @param {{key: string, label: string, values: object, talk: object, set: (values: object) => void}} options
 */
export function valuesField({ key, label, values, talk, set }) {
  const chips = make("div.chips");
  const room = make("div.example-pick");
  const draw = (names) => {
    chips.replaceChildren(...Object.entries(values).map(([name, value]) => chip({ name, value, names, values, set })));
    room.replaceChildren(...(names.length ? picker({ key, label, names, values, set }) : []));
  };
  draw([]);
  talk?.known().then(({ names }) => draw(names.filter(isPickable)));
  const hint = word("A line for each: name = value, such as khan = high");
  return framed({ label, parts: [chips, room], text: asText({ key, label, hint, values, set }) });
}

/** How often steps are entered: a step and a number. */
export function timesField({ key, label, values, steps, called, set }) {
  const chips = Object.entries(values).map(([id, many]) =>
    removable(`${called(id)}: ${many}`, () => set(without(values, id))),
  );
  const step = select(`${key}-step`, word("Step"), steps);
  const many = input(`${key}-many`, word("How often"), "numeric");
  const add = () => {
    if (!/^\d+$/.test(many.value.trim())) return many.focus();
    picked.delete(`${key}-many`);
    set({ ...values, [step.value]: Number(many.value) });
  };
  const room = make("div.example-pick", {}, step, many, button(`${key}-add`, add));
  const hint = word("A line for each: id of the step = number");
  return framed({
    label,
    parts: [make("div.chips", {}, chips), room],
    text: asText({ key, label, hint, values, set }),
  });
}

function framed({ label, parts, text }) {
  return make("div.field", { role: "group", "aria-label": label }, make("span.field-label", {}, label), parts, text);
}

function asText({ key, label, hint, values, set }) {
  return make(
    "details.formula-pick",
    {
      open: written.has(key),
      ontoggle: ({ target }) => (target.open ? written.add(key) : written.delete(key)),
    },
    make("summary", {}, word("Write it as text")),
    areaField({ key, label, hint, value: linesOf(values), mono: true, set: (text) => set(valuesOf(text)) }),
  );
}

function isPickable({ kind, name }) {
  return kind !== "context" && !name.includes(".") && !name.startsWith("loop") && !name.startsWith("numberOf");
}

function chip({ name, value, names, values, set }) {
  return removable(valueInWords(name, value, names), () => set(without(values, name)));
}

/** "khan", "high" → "Mức khẩn: gấp", by the names offered; what nobody knows stays as it is written. */
export function valueInWords(name, value, names) {
  const known = names.find((one) => one.name === name);
  const said = Object.fromEntries(known?.values ?? []);
  const one = (part) => {
    if (typeof part === "boolean") return word(part ? "yes" : "no");
    return said[part] ?? (typeof part === "string" ? part : JSON.stringify(part));
  };
  return `${known?.label || name}: ${Array.isArray(value) ? value.map(one).join(", ") : one(value)}`;
}

/** What was picked or typed as the value it is; undefined where it is none. */
export function typedAs(typed, kind) {
  const text = typed.trim();
  if (!text) return undefined;
  if (kind === "boolean") return text === "true";
  if (kind === "list") return [text];
  if (kind !== "number") return text;
  const number = Number(text.replace(",", "."));
  return Number.isNaN(number) ? undefined : number;
}

function picker({ key, label, names, values, set }) {
  const what = select(
    `${key}-what`,
    `${label}: ${word("Name")}`,
    names.map(({ name, label: called, source }) => [name, called ? `${called}${source ? ` (${source})` : ""}` : name]),
  );
  const place = make("span.formula-value");
  const about = () => names.find(({ name }) => name === what.value);
  const draw = () => place.replaceChildren(valueInput(`${key}-value`, about()));
  what.addEventListener("change", () => {
    picked.delete(`${key}-value`);
    draw();
  });
  draw();
  const add = () => {
    const value = typedAs(place.firstChild.value, about().kind);
    if (value === undefined) return place.firstChild.focus();
    picked.delete(`${key}-value`);
    set({ ...values, [what.value]: value });
  };
  return [what, place, button(`${key}-add`, add)];
}

function valueInput(key, { kind, values }) {
  const yesNo = [
    ["true", word("yes")],
    ["false", word("no")],
  ];
  const options = kind === "boolean" ? yesNo : values;
  if (options.length) return select(key, word("With which value"), options);
  return input(key, word("With which value"), kind === "number" ? "decimal" : undefined);
}

function select(key, label, options) {
  const made = make("select.select.select-sm", { "data-field": key, "aria-label": label });
  for (const [value, words] of options) made.append(make("option", { value }, words));
  return heldBack(made);
}

function input(key, label, inputmode) {
  return heldBack(
    make("input.input.input-sm", {
      type: "text",
      "data-field": key,
      "aria-label": label,
      placeholder: label,
      inputmode,
    }),
  );
}

/** What is picked is no change of the drawing before it is added. */
function heldBack(field) {
  const { field: key } = field.dataset;
  const kept = picked.get(key);
  if (kept !== undefined && (!field.options || [...field.options].some(({ value }) => value === kept)))
    field.value = kept;
  for (const name of ["change", "input"])
    field.addEventListener(name, (event) => {
      event.stopPropagation();
      picked.set(key, field.value);
    });
  return field;
}

function button(key, onclick) {
  return make("button.btn.btn-quiet.btn-sm", { type: "button", "data-field": key, onclick }, word("Add"));
}

function removable(text, onclick) {
  return make("button.chip", { type: "button", title: word("Remove"), "aria-pressed": "true", onclick }, `${text} ×`);
}

function without(values, name) {
  const { [name]: _, ...others } = values;
  return others;
}
