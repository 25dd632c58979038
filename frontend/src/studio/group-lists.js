/** Lists inside a step: its checklist and the fields of its form. */
import { extension, innerLabel } from "./care.js";
import { FIELD_TYPES } from "./choices.js";
import { iconButton, make } from "./dom.js";
import { checkField, group, lineField, selectField, textField } from "./fields.js";
import { keyFor } from "./keys.js";
import { word } from "./words.js";

export function card(children, { up, remove }) {
  return make(
    "div.studio-card",
    {},
    make(
      "div.studio-card-acts",
      {},
      up && iconButton("up", word("Up"), up, "button.btn.btn-ghost.btn-xs.btn-square"),
      iconButton("x", word("Remove"), remove, "button.btn.btn-ghost.btn-xs.btn-square"),
    ),
    children,
  );
}

export function adder(text, act) {
  return make("button.btn.btn-quiet.btn-sm", { type: "button", onclick: act }, text);
}

function moved(list, at) {
  const copy = [...list];
  [copy[at - 1], copy[at]] = [copy[at], copy[at - 1]];
  return copy;
}

/** The next free key of a list: m1, m2 … */
export function freeKey(prefix, used) {
  let number = used.length + 1;
  while (used.includes(`${prefix}${number}`)) number += 1;
  return `${prefix}${number}`;
}

export function checklistGroup({ bo, care }) {
  const checklist = extension(bo, "Checklist");
  const items = checklist?.get("items") ?? [];
  const keys = [...new Set(items.map((item) => item.get("key") || item.get("text")))];
  const set = (next) => {
    const made =
      next.length && (checklist ? care.changed(checklist, { items: next }) : care.create("Checklist", { items: next }));
    care.replace(checklist, made || undefined);
  };
  const of = (key) => items.filter((item) => (item.get("key") || item.get("text")) === key);
  const textAt = (key, lang) => of(key).find((item) => (item.get("lang") || "vi") === lang);
  const write = (key, lang, text) => {
    const old = textAt(key, lang);
    if (old) set(items.map((item) => (item === old ? care.changed(old, { text }) : item)));
    else set([...items, care.create("Item", { lang, key, text })]);
  };
  const cards = keys.map((key, at) =>
    card(
      ["vi", "en"].map((lang) =>
        lineField({
          key: `check-${key}-${lang}`,
          label: word(lang === "vi" ? "Vietnamese" : "English"),
          value: textAt(key, lang)?.get("text")?.trim(),
          set: (text) => write(key, lang, text),
        }),
      ),
      {
        up: at > 0 && (() => set(moved(keys, at).flatMap(of))),
        remove: () => set(items.filter((item) => !of(key).includes(item))),
      },
    ),
  );
  const add = () => set([...items, care.create("Item", { lang: "vi", key: freeKey("m", keys), text: "…" })]);
  return group(word("Checklist"), cards, adder(word("Add an item"), add));
}

export function formGroup({ bo, care }) {
  const form = extension(bo, "Form");
  const fields = form?.get("fields") ?? [];
  const set = (next) => {
    const made = next.length && (form ? care.changed(form, { fields: next }) : care.create("Form", { fields: next }));
    care.replace(form, made || undefined);
  };
  const change = (field, properties) => set(fields.map((one) => (one === field ? care.changed(one, properties) : one)));
  const keys = fields.map((field) => field.get("key"));
  const cards = fields.map((field, at) =>
    card(fieldParts({ field, care, at, used: keys, change: (properties) => change(field, properties) }), {
      up: at > 0 && (() => set(moved(fields, at))),
      remove: () => set(fields.filter((one) => one !== field)),
    }),
  );
  const add = () => set([...fields, care.create("Field", { key: freeKey("truong_", keys), type: "text", labels: [] })]);
  return group(word("Form"), cards, adder(word("Add a field"), add));
}

function fieldParts({ field, care, at, used, change }) {
  const labelled = (lang, text) => {
    const others = (field.get("labels") ?? []).filter((label) => (label.get("lang") || "vi") !== lang);
    const made = text ? [care.create("Label", { lang, text })] : [];
    const key = keyFor(field.get("key"), text ?? "", used);
    change({ key, labels: lang === "vi" ? [...made, ...others] : [...others, ...made] });
  };
  const type = field.get("type") || "text";
  return [
    ...["vi", "en"].map((lang) =>
      lineField({
        key: `field-${at}-${lang}`,
        label: `${word("Label")} · ${word(lang === "vi" ? "Vietnamese" : "English")}`,
        value: innerLabel(field, lang),
        set: (text) => labelled(lang, text),
      }),
    ),
    make(
      "div.studio-two",
      {},
      textField({
        key: `field-${at}-key`,
        label: word("Key"),
        value: field.get("key"),
        mono: true,
        set: (key) => key && change({ key }),
      }),
      selectField({
        key: `field-${at}-type`,
        label: word("Type"),
        value: type,
        options: FIELD_TYPES.map(([name, words]) => [name, word(words)]),
        set: (next) => change({ type: next }),
      }),
    ),
    type === "choice" &&
      textField({
        key: `field-${at}-options`,
        label: word("Choices, separated by |"),
        value: field.get("options"),
        set: (options) => change({ options: options || undefined }),
      }),
    type === "choice" && optionNames({ field, care, at, change }),
    checkField({
      key: `field-${at}-required`,
      label: word("required"),
      value: ["true", "1"].includes(String(field.get("required"))),
      set: (on) => change({ required: on ? "true" : undefined }),
    }),
  ];
}

/** What the choices of a field are called in both languages; the value that is kept stays the choice itself. */
function optionNames({ field, care, at, change }) {
  const choices = [...new Set((field.get("options") ?? "").split("|").map((one) => one.trim()))].filter(Boolean);
  const known = field.get("optionLabels") ?? [];
  const write = (choice, lang, text) => {
    const old = known.find((one) => one.get("key") === choice);
    const others = (old?.get("labels") ?? []).filter((label) => (label.get("lang") || "vi") !== lang);
    const labels = [...others, ...(text ? [care.create("Label", { lang, text })] : [])];
    const made = labels.length ? [care.create("Option", { key: choice, labels })] : [];
    const next = old ? known.flatMap((one) => (one === old ? made : [one])) : [...known, ...made];
    change({ optionLabels: next });
  };
  const rows = choices.flatMap((choice) => {
    const option = known.find((one) => one.get("key") === choice);
    return ["vi", "en"].map((lang) =>
      textField({
        key: `field-${at}-option-${choice}-${lang}`,
        label: `“${choice}” · ${word(lang === "vi" ? "Vietnamese" : "English")}`,
        value: option ? innerLabel(option, lang) : "",
        set: (text) => write(choice, lang, text),
      }),
    );
  });
  if (!rows.length) return null;
  return make(
    "details.studio-option-names",
    { open: openNames.has(field.get("key")), ontoggle: ({ target }) => remember(field.get("key"), target.open) },
    make("summary", {}, word("What the choices are called")),
    make("div.studio-two", {}, rows),
  );
}

const openNames = new Set();

function remember(key, isOpen) {
  if (isOpen) openNames.add(key);
  else openNames.delete(key);
}
