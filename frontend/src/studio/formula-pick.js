/** A comparison picked from lists: what, how, with which value. It is written into the formula. */
import { make } from "./dom.js";
import { compared } from "./formula-complete.js";
import { word } from "./words.js";

const SIGNS = {
  number: ["=", "!=", ">=", "<=", ">", "<"],
  date: ["=", ">=", "<=", ">", "<"],
  boolean: ["="],
  list: ["=", "!="],
};
const SAID = {
  "=": "is",
  "!=": "is not",
  ">=": "at least",
  "<=": "at most",
  ">": "more than",
  "<": "less than",
  contains: "mentions the words",
};

let isOpen = false;

/** @param {{talk: object, text: () => string, write: (text: string) => void, isBroken: () => boolean}} options */
export function picker({ talk, text, write, isBroken }) {
  const room = make("div.formula-picks");
  const fold = make(
    "details.formula-pick",
    {
      open: isOpen,
      ontoggle: async () => {
        isOpen = fold.open;
        if (isOpen && !room.childElementCount)
          room.replaceChildren(...parts({ names: (await talk.known()).names, text, write, isBroken }));
      },
    },
    make("summary", {}, word("Pick instead of typing")),
    room,
  );
  return fold;
}

function parts({ names, text, write, isBroken }) {
  const offered = names.filter(({ kind, name }) => kind !== "context" && !name.startsWith("loop"));
  const what = list(
    "What is compared",
    offered.map(({ name, label, source }) => [name, label ? `${label} (${source || name})` : name]),
  );
  const how = list("How it is compared", []);
  const value = make("span.formula-value");
  const note = make("p.formula-note", { role: "status" });
  const about = () => offered.find(({ name }) => name === what.value);
  const draw = () => {
    const known = about();
    const signs = SIGNS[known.kind] ?? (known.values.length ? ["=", "!="] : ["=", "!=", "contains"]);
    const says = known.kind === "list" ? { "=": "holds", "!=": "does not hold it" } : SAID;
    how.replaceChildren(...signs.map((sign) => make("option", { value: sign }, word(says[sign] ?? SAID[sign]))));
    value.replaceChildren(valueField(known));
  };
  what.addEventListener("change", draw);
  const add = (joint) => () => {
    const typed = value.firstChild.value.trim();
    const known = about();
    if (!typed || (known.kind === "number" && Number.isNaN(Number(typed)))) {
      value.firstChild.focus();
      return;
    }
    const made = compared({ known, sign: how.value, value: typed });
    const old = text().trim();
    const isHalf = Boolean(old) && isBroken();
    note.textContent = isHalf ? word("What stands above is not a whole formula yet. Finish it or clear it first.") : "";
    if (isHalf) return;
    write(old ? `${old} ${joint} ${made}` : made);
  };
  const button = (words, joint) =>
    make("button.btn.btn-quiet.btn-sm", { type: "button", onclick: add(joint) }, word(words));
  if (offered.length) draw();
  return [
    what,
    how,
    value,
    make("span.formula-add", {}, button("Add with “and”", "and"), button("Add with “or”", "or")),
    note,
  ];
}

function list(label, options) {
  const select = make("select.select.select-sm", { "aria-label": word(label) });
  for (const [value, words] of options) select.append(make("option", { value }, words));
  select.addEventListener("change", (event) => event.stopPropagation());
  return select;
}

function valueField({ kind, values }) {
  const options =
    kind === "boolean"
      ? [
          ["true", word("yes")],
          ["false", word("no")],
        ]
      : values;
  if (options.length) return list("With which value", options);
  return make("input.input.input-sm", {
    type: "text",
    "aria-label": word("With which value"),
    inputmode: kind === "number" ? "decimal" : undefined,
  });
}
