/** The decision table of a business-rule task. */
import { extension } from "./care.js";
import { icon, make } from "./dom.js";
import { group, textField } from "./fields.js";
import { later } from "./later.js";
import { nameOf } from "./naming.js";
import { request } from "./saving.js";
import { readTable } from "./tables.js";
import { word } from "./words.js";

export function decisionGroup({ bo, care, offers }) {
  const decision = extension(bo, "Decision");
  const text = decision?.get("text") ?? "";
  const save = (dmn) => {
    const next = decision
      ? care.changed(decision, { text: dmn })
      : care.create("Decision", { result: "ket_qua", text: dmn });
    care.replace(decision, next);
  };
  const open = () =>
    later(import("./grid.js"), ({ openGrid }) =>
      openGrid({
        text,
        result: decision?.get("result") ?? "",
        title: `${word("Decision table")}: ${nameOf(bo)}`,
        save,
        check: checkTable,
        fields: async () => (await offers?.formulas?.known())?.names ?? [],
      }),
    );
  return group(
    word("Decision table"),
    textField({
      key: "decision-result",
      label: word("Result goes into"),
      value: decision?.get("result"),
      mono: true,
      set: (result) => care.setAttributes("Decision", { result }),
    }),
    make("p.field-hint", {}, summary(text)),
    make(
      "button.btn.btn-quiet.btn-sm",
      { type: "button", "data-field": "decision-open", onclick: open },
      icon("table"),
      word(text.trim() ? "Open the table" : "Make a table"),
    ),
  );
}

/** @returns {Promise<object>} `problems` ({side, column, rule, severity, message} each), `words` of cells, `names` */
async function checkTable(text) {
  const url = document.querySelector("[data-studio]")?.dataset.tableUrl;
  return url ? request(url, { body: text, type: "application/xml" }) : { problems: [] };
}

function summary(text) {
  if (!text.trim()) return word("No table yet");
  const { kind, table } = readTable(text);
  if (kind === "broken") return word("This is no DMN that can be read.");
  if (kind === "other") return word("This decision is more than one table; it is edited as DMN text.");
  return word("Rules: {}, conditions: {}, results: {}", table.rules.length, table.inputs.length, table.outputs.length);
}
