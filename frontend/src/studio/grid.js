/** The decision table as a grid in a dialog: conditions on the left, results on the right, one rule a row. */
import { iconButton, make } from "./dom.js";
import { kindOf, withAmounts } from "./grid-amounts.js";
import { cellChecks } from "./grid-checks.js";
import { inTongue } from "./grid-tongue.js";
import { closeNames, grow, growAll, offerNames, offersFields, unsay } from "./grid-words.js";
import { firstResults, readCell } from "./plain-cells.js";
import { shownNumbers } from "./plain-numbers.js";
import { newTable, POLICIES, readTable, writeTable } from "./tables.js";
import { word } from "./words.js";

/**
 * @param {{text: string, result: string, title: string, save: (text: string) => void,
 *   check: (text: string) => Promise<object>, fields?: () => Promise<object[]>}} options `check` says what is wrong and
 *   what is meant, cell by cell; `fields` what formulas may name ({name, label, source} each)
 */
export function openGrid({ text, result, title, save, check, fields }) {
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
  const found = async (written) => {
    const answer = await check(written);
    return { ...answer, problems: withAmounts(table, answer.problems, table.typing?.entry) };
  };
  const checks = cellChecks({ body, text: () => asMeant(table), check: found });
  body.addEventListener("input", checks.soon);
  body.addEventListener("change", checks.soon); // a cell that stayed as it was typed
  body.addEventListener("tantam:grid-drawn", checks.now);
  body.addEventListener("focusout", () => closeNames(body));
  body.addEventListener("focusin", ({ target }) => {
    const row = target.closest("tbody tr");
    if (row && table) table.at = row.sectionRowIndex;
    if (row && ["-", "null"].includes(target.value)) target.select(); // typing takes its place
  });
  if (table) draw(body, table);
  else asText(body, table, text);
  if (table) fields?.().then((names) => learn(table, names) && checks.soon());
  document.body.append(dialog);
  dialog.showModal();
}

/** What fields there are: offered where a column asks, and what is none of them is text in a cell. */
function learn(table, names) {
  if (!names.length) return false; // the server was away
  table.fields = names;
  table.known = new Set(names.map(({ name }) => name));
  return true;
}

/** The table as it will stand there once what is being typed was read: "500k or" is not wrong yet. */
function asMeant(table) {
  const { entry, read } = table.typing ?? {};
  const typed = entry?.text;
  if (entry) entry.text = read(typed);
  const written = writeTable(table);
  if (entry) entry.text = typed;
  return written;
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
    act(word("Add a rule"), () => addRule(table, body)),
    act(word("Add a condition"), () => addColumn(table, "inputs", { label: "", expression: "" }, "-")),
    act(word("Add a result"), () => addColumn(table, "outputs", { label: "", name: "" }, "null")),
    formulas(table, body),
  );
  const grid = make("table.studio-grid", {}, head(table, redraw), make("tbody", {}, rows(table, redraw)));
  const hint = make(
    "p.field-hint",
    {},
    word(
      "Words between commas are looked for in what the customer writes; a dash accepts anything. Inside a cell stands its formula.",
    ),
  );
  body.replaceChildren(bar, hint, make("div.studio-grid-room", {}, grid));
  body.dispatchEvent(new CustomEvent("tantam:grid-drawn"));
}

/** Words are shown over the formulas; who wants the formulas sees them all at once. */
function formulas(table, body) {
  const box = make("input.checkbox.checkbox-sm", {
    type: "checkbox",
    onchange: () => {
      table.isAsFormulas = box.checked;
      body.classList.toggle("is-formulas", box.checked);
      growAll(body); // what lay under its words takes its own room now, and the columns change
    },
  });
  box.checked = Boolean(table.isAsFormulas);
  return make("label.studio-grid-switch", {}, box, word("Show the formulas"));
}

/** After the row one is in, else before a last row that takes all that is left: behind it none would be reached. */
function addRule(table, body) {
  const last = table.rules.at(-1);
  const takesAll = last && table.policy === "FIRST" && last.inputs.every(({ text }) => ["", "-"].includes(text.trim()));
  const end = table.rules.length - (takesAll ? 1 : 0);
  const at = Math.min(table.at === undefined ? end : table.at + 1, end);
  table.rules.splice(at, 0, {
    note: "",
    inputs: table.inputs.map(() => ({ text: "-" })),
    outputs: firstResults(table.rules, at, table.outputs.length),
  });
  setTimeout(() => {
    const first = body.querySelectorAll("tbody tr")[at]?.querySelector("textarea");
    first?.scrollIntoView({ block: "center" });
    first?.focus();
    first?.select();
  }); // once it was drawn
}

function addColumn(table, side, column, text) {
  table[side].push(column);
  for (const rule of table.rules) rule[side].push({ text });
}

function removeColumn(table, side, at) {
  table[side].splice(at, 1);
  for (const rule of table.rules) rule[side].splice(at, 1);
}

/** `place`: "inputs.2.5" for the second condition of the fifth rule, rule 0 for the head of a column. */
function cell(holder, property, label, place) {
  const attributes = { rows: "1", "aria-label": label, spellcheck: "false", "data-cell": place };
  const input = make("textarea", { ...attributes, oninput: () => keep() });
  const keep = () => {
    holder[property] = input.value;
    grow(input);
  };
  input.value = holder[property];
  requestAnimationFrame(() => grow(input));
  return input;
}

function head(table, redraw) {
  const column = (side, property, placeholder) => (one, at) => {
    const name = `${word(side === "inputs" ? "Condition column" : "Result column")} ${at + 1}`;
    const label = cell(inTongue(one, "label"), "text", `${name}: ${word("Label")}`);
    label.placeholder = word("Label");
    const value = cell(one, property, `${name}: ${word(placeholder)}`, `${side}.${at + 1}.0`);
    value.className = "mono";
    value.placeholder = word(placeholder);
    if (side === "inputs") offersFields(value, () => table.fields ?? []);
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
      rule[side].map((entry, column) => {
        const input = cell(
          entry,
          "text",
          `${name}, ${inTongue(table[side][column] ?? {}, "label").text || column + 1}`,
          `${side}.${column + 1}.${at + 1}`,
        );
        input.value = shownNumbers(entry.text, side);
        const others = () => table.rules.filter((one) => one !== rule).map((one) => one[side][column].text);
        const body = () => input.closest(".dialog-body");
        const write = (text) => {
          input.value = text;
          input.dispatchEvent(new Event("input", { bubbles: true }));
        };
        const read = (text) =>
          readCell(
            text,
            others(),
            side,
            body()?.namesOf?.(input.dataset.cell),
            table.known,
            kindOf(table, side, column),
          );
        input.addEventListener("input", () => {
          unsay(input);
          table.typing = { entry, read };
        });
        input.addEventListener("focus", () => offerNames(body(), input, (name) => write(read(name))));
        input.addEventListener("change", () => {
          const meant = read(input.value);
          if (meant !== input.value) write(meant);
          table.typing = undefined;
        });
        return make(`td.studio-grid-${side}.mono`, {}, input);
      });
    const up = change(() => table.rules.splice(at - 1, 2, rule, table.rules[at - 1]));
    const remove = change(() => table.rules.splice(at, 1));
    return make(
      "tr",
      {},
      make("th.num", { scope: "row" }, String(at + 1)),
      entries("inputs"),
      entries("outputs"),
      make("td.studio-grid-note", {}, cell(inTongue(rule, "note"), "text", `${name}, ${word("Note")}`)),
      make(
        "td.studio-grid-acts",
        {},
        at > 0 && iconButton("up", `${word("Up")}: ${name}`, up, "button.btn.btn-ghost.btn-xs.btn-square"),
        iconButton("x", `${word("Remove")}: ${name}`, remove, "button.btn.btn-ghost.btn-xs.btn-square"),
      ),
    );
  });
}
