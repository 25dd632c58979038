/** The decision table as a grid in a dialog: conditions on the left, results on the right, one rule a row. */
import { iconButton, make } from "./dom.js";
import { newTable, POLICIES, readTable, writeTable } from "./tables.js";
import { word } from "./words.js";

/**
 * @param {{text: string, result: string, title: string, save: (text: string) => void}} options
 */
export function openGrid({ text, result, title, save }) {
  const read = readTable(text || newTable(result));
  const table = read.table;
  if (table && !table.outputs.length) addFirstColumns(table);
  const body = make("div.dialog-body");
  const apply = () => {
    const area = body.querySelector("[data-dmn-text]");
    if (area && readTable(area.value).kind === "broken") {
      area.setAttribute("aria-invalid", "true");
      area.setCustomValidity(word("This is no DMN that can be read."));
      area.reportValidity();
      return;
    }
    save(area ? area.value : writeTable(table));
    dialog.close();
  };
  const dialog = make(
    "dialog.dialog.studio-grid-dialog",
    { "aria-label": title, onclose: () => dialog.remove() },
    make(
      "div.dialog-head",
      {},
      make("h2", {}, title),
      iconButton("x", word("Close"), () => dialog.close()),
    ),
    body,
    make(
      "footer.dialog-foot",
      {},
      make(
        "button.btn.btn-ghost.btn-sm.mr-auto",
        { type: "button", onclick: () => asText(body, table, text) },
        word("Edit as text"),
      ),
      make("button.btn.btn-ghost.btn-sm", { type: "button", onclick: () => dialog.close() }, word("Cancel")),
      make("button.btn.btn-primary.btn-sm", { type: "button", onclick: apply }, word("Apply")),
    ),
  );
  if (table) draw(body, table);
  else asText(body, table, text);
  document.body.append(dialog);
  dialog.showModal();
}

function addFirstColumns(table) {
  table.inputs.push({ label: "", expression: "" });
  table.outputs.push({ label: "", name: "loai" });
  table.rules.push({ note: "", inputs: [{ text: "-" }], outputs: [{ text: '""' }] });
}

function asText(body, table, text) {
  const area = make("textarea.textarea.mono.studio-dmn", {
    "data-dmn-text": "",
    rows: "22",
    spellcheck: "false",
    "aria-label": "DMN",
    oninput: () => area.setCustomValidity(""),
  });
  area.value = table ? writeTable(table) : text;
  body.replaceChildren(
    table ? "" : make("p.field-hint", {}, word("This decision is more than one table; it is edited as DMN text.")),
    area,
  );
}

function draw(body, table) {
  const redraw = () => draw(body, table);
  const policy = make("select.select.select-sm", {
    "aria-label": word("Hit policy"),
    onchange: () => {
      table.policy = policy.value;
    },
  });
  for (const [value, words] of POLICIES) policy.append(make("option", { value }, word(words)));
  policy.value = table.policy;
  const act = (text, change) =>
    make(
      "button.btn.btn-quiet.btn-sm",
      {
        type: "button",
        onclick: () => {
          change();
          redraw();
        },
      },
      text,
    );
  const bar = make(
    "div.studio-grid-bar",
    {},
    make("label.field-label", {}, word("Hit policy"), policy),
    act(word("Add a rule"), () => addRule(table)),
    act(word("Add a condition"), () => addColumn(table, "inputs", { label: "", expression: "" }, "-")),
    act(word("Add a result"), () => addColumn(table, "outputs", { label: "", name: "" }, "null")),
  );
  const grid = make("table.studio-grid", {}, head(table, redraw), make("tbody", {}, rows(table, redraw)));
  body.replaceChildren(bar, make("div.table-scroll", {}, grid));
}

function addRule(table) {
  table.rules.push({
    note: "",
    inputs: table.inputs.map(() => ({ text: "-" })),
    outputs: table.outputs.map(() => ({ text: "null" })),
  });
}

function addColumn(table, side, column, text) {
  table[side].push(column);
  for (const rule of table.rules) rule[side].push({ text });
}

function removeColumn(table, side, at) {
  table[side].splice(at, 1);
  for (const rule of table.rules) rule[side].splice(at, 1);
}

function cell(holder, property, label, spec = "textarea") {
  const input = make(spec, { rows: "1", "aria-label": label, spellcheck: "false", oninput: () => grow() });
  const grow = () => {
    holder[property] = input.value;
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight}px`;
  };
  input.value = holder[property];
  requestAnimationFrame(() => {
    input.style.height = `${input.scrollHeight}px`;
  });
  return input;
}

function head(table, redraw) {
  const column = (side, property, placeholder) => (one, at) => {
    const name = `${word(side === "inputs" ? "Condition column" : "Result column")} ${at + 1}`;
    const label = cell(one, "label", `${name}: ${word("Label")}`);
    label.placeholder = word("Label");
    const value = cell(one, property, `${name}: ${word(placeholder)}`);
    value.className = "mono";
    value.placeholder = word(placeholder);
    const remove = iconButton(
      "x",
      `${word("Remove")}: ${name}`,
      () => {
        removeColumn(table, side, at);
        redraw();
      },
      "button.btn.btn-ghost.btn-xs.btn-square",
    );
    return make(`th.studio-grid-${side}`, { scope: "col" }, table[side].length > 1 && remove, label, value);
  };
  return make(
    "thead",
    {},
    make(
      "tr",
      {},
      make("th", {}, "#"),
      table.inputs.map(column("inputs", "expression", "Expression")),
      table.outputs.map(column("outputs", "name", "Name")),
      make("th", {}, word("Note")),
      make("td", {}),
    ),
  );
}

function rows(table, redraw) {
  return table.rules.map((rule, at) => {
    const name = word("Rule {}", at + 1);
    const change = (act) => () => {
      act();
      redraw();
    };
    const entries = (side) =>
      rule[side].map((entry, column) =>
        make(
          `td.studio-grid-${side}.mono`,
          {},
          cell(entry, "text", `${name}, ${table[side][column]?.label || column + 1}`),
        ),
      );
    const up = change(() => table.rules.splice(at - 1, 2, rule, table.rules[at - 1]));
    const remove = change(() => table.rules.splice(at, 1));
    return make(
      "tr",
      {},
      make("th.num", { scope: "row" }, String(at + 1)),
      entries("inputs"),
      entries("outputs"),
      make("td", {}, cell(rule, "note", `${name}, ${word("Note")}`)),
      make(
        "td.studio-grid-acts",
        {},
        at > 0 && iconButton("up", `${word("Up")}: ${name}`, up, "button.btn.btn-ghost.btn-xs.btn-square"),
        iconButton("x", `${word("Remove")}: ${name}`, remove, "button.btn.btn-ghost.btn-xs.btn-square"),
      ),
    );
  });
}
