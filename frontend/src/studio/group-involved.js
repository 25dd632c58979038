/** Who else has a part in a step: consulted before, informed after. It is said to people and printed; it runs nothing. */
import { extensionsOf } from "./care.js";
import { make } from "./dom.js";
import { checkField, group, selectField } from "./fields.js";
import { roleName } from "./group-doer.js";
import { labelOf, word } from "./words.js";

const PARTS = [
  ["consulted", "Consulted", "Add who is consulted…"],
  ["informed", "Informed", "Add who is informed…"],
];

/** The roles that have a part in a step, as `team:ho-tro`. */
export function involvedIn(bo, part) {
  return named(bo, part).map((one) => [one.get("kind"), one.get("ref")].filter(Boolean).join(":"));
}

function named(bo, part) {
  return extensionsOf(bo).filter((value) => value.$type === "tantam:Involves" && value.get("as") === part);
}

export function involvedGroup({ bo, care, offers }) {
  const teams = (offers.teams ?? []).map(({ key, label }) => [`team:${key}`, labelOf(label)]);
  const all = [...teams, ...["assignee", "head"].map((kind) => [kind, roleName(kind, offers)])];
  const fields = PARTS.flatMap(([part, title, adds]) => {
    const there = involvedIn(bo, part);
    const rows = there.map((key, at) =>
      checkField({
        key: `${part}-${key}`,
        label: `${word(title)}: ${roleName(key, offers)}`,
        value: true,
        set: () => care.replace(named(bo, part)[at], undefined),
      }),
    );
    const adder = selectField({
      key: `${part}-add`,
      label: word(title),
      value: "",
      empty: word(adds),
      options: all.filter(([key]) => !there.includes(key)),
      set: (key) => {
        const [kind, ref] = key.split(":");
        if (kind) care.replace(undefined, care.create("Involves", { as: part, kind, ...(ref ? { ref } : {}) }));
      },
    });
    return [...rows, adder];
  });
  return group(
    word("Also involved"),
    fields,
    make(
      "p.field-hint",
      {},
      word("For the table of responsibilities (RACI) in the written procedure; nobody is written to by it."),
    ),
  );
}
