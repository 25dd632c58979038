/** Below a formula: what is wrong with it, what it gives for a ticket or for made-up data, and what it looked at. */
import { make } from "./dom.js";
import { strangers } from "./formula-complete.js";
import { word } from "./words.js";

const PAUSE_MS = 350;
const MADE_UP = "made-up";

/** While the pen is in it, a formula that only ends too early is not wrong yet: somebody is still typing it. */
export function isUnfinished(problem, text) {
  if (!problem) return false;
  const end = text.trimEnd().length;
  const lastWord = end - (/[\p{L}\p{N}_."]*$/u.exec(text.trimEnd())?.[0].length ?? 0);
  return (problem.at ?? end) >= lastWord || (text.match(/"/g) ?? []).length % 2 === 1;
}

/**
 * @param {{talk: object, kind: string, say: (problem: object | null) => void}} options `say` marks a mistake in the text
 * @returns {{element: HTMLElement, show: (text: string) => void, settle: () => void, isBroken: () => boolean}} `settle`
 *   says what was held back while the formula was being typed
 */
export function preview({ talk, kind, say }) {
  const wrong = make("p.studio-cell-error", { role: "status" });
  const notes = make("div.formula-notes", { role: "status" });
  const verdict = make("p.formula-verdict", { "aria-live": "polite" });
  const used = make("dl.formula-used");
  const where = make("div.formula-where");
  const inputs = make("div.formula-made-up");
  const out = make("div.formula-out", { hidden: true }, where, inputs, verdict, used);
  let timer;
  let asked = 0;
  let text = "";
  let free = [];
  let problem = null;

  const tell = () => {
    const isHeldBack = isUnfinished(problem, text) && element.closest(".formula-field")?.matches(":focus-within");
    say(isHeldBack ? null : problem);
    wrong.textContent = (!isHeldBack && problem?.message) || "";
  };
  const ask = async () => {
    asked += 1;
    const mine = asked;
    const [known, samples] = await Promise.all([talk.known(), talk.samples()]);
    const subject = chosen(talk, samples);
    const data = subject === MADE_UP ? nested(madeUp({ talk, text, free, known })) : undefined;
    let found;
    try {
      found = await talk.tried({ text, kind, subject: data ? "" : subject, data });
    } catch {
      if (mine === asked) wrong.textContent = word("The check could not be reached");
      return;
    }
    if (mine !== asked) return;
    const isNew = found.names.join() !== free.join();
    if (!found.problem) free = found.names;
    problem = found.problem;
    tell();
    notes.replaceChildren(...notesOf({ found, known, kind }));
    out.hidden = Boolean(found.problem) || !text.trim() || (!found.names.length && found.value === undefined);
    fill({ found, known, kind, verdict, used });
    if (!where.contains(document.activeElement)) where.replaceChildren(chooser({ talk, samples, subject, again: ask }));
    drawInputs({ talk, inputs, text, free, known, isShown: subject === MADE_UP, again: soon });
    if (subject === MADE_UP && isNew && !found.problem) ask(); // with the data of the names that are new
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  };
  const element = make("div.formula-below", {}, wrong, notes, out);
  return {
    element,
    settle: () => setTimeout(tell), // the focus is elsewhere by then
    isBroken: () => Boolean(problem) && Boolean(text.trim()),
    show: (next) => {
      text = next;
      if (!text.trim()) {
        problem = null;
        tell();
        notes.replaceChildren();
        out.hidden = true;
      }
      soon();
    },
  };
}

function chosen(talk, samples) {
  if (talk.subject === MADE_UP || samples.some(({ subject }) => subject === talk.subject)) return talk.subject;
  return samples[0]?.subject ?? MADE_UP;
}

function chooser({ talk, samples, subject, again }) {
  const select = make("select.select.select-sm", {
    "aria-label": word("Try it on"),
    onchange: (event) => {
      event.stopPropagation();
      talk.choose(select.value);
      select.blur();
      again();
    },
  });
  for (const one of samples)
    select.append(make("option", { value: one.subject }, [one.title, one.person].filter(Boolean).join(" · ")));
  select.append(make("option", { value: MADE_UP }, word("Made-up data")));
  select.value = subject;
  return make("label.formula-try", {}, make("span.muted", {}, word("Try it on")), select);
}

function notesOf({ found, known, kind }) {
  const said = strangers(found.names, known).map(({ name, near }) =>
    near
      ? word("Nothing here sets “{}”. Is “{}” meant?", name, near)
      : word("Nothing here sets “{}”: it is empty.", name),
  );
  if (found.gone) said.push(word("This ticket is out of your reach, or gone."));
  if (kind === "condition" && found.value !== undefined && found.value !== null && typeof found.value !== "boolean")
    said.push(word("A condition has to give yes or no; what this gives counts as no."));
  return said.map((one) => make("p.formula-note", {}, one));
}

function fill({ found, known, kind, verdict, used }) {
  const { value } = found;
  verdict.hidden = value === undefined;
  const holds = kind === "condition" && value === true;
  const fails = kind === "condition" && value !== true;
  verdict.dataset.state = holds ? "yes" : fails ? "no" : "value";
  const label = kind === "condition" ? word(holds ? "Holds" : "Does not hold") : word("Gives");
  const shown = typeof value === "boolean" && kind === "condition" ? "" : plain(value);
  verdict.replaceChildren(make("strong", {}, label), shown && `: ${shown}`);
  const rows = Object.entries(found.used ?? {}).flatMap(([name, one]) => {
    const about = known.names.find((other) => other.name === name);
    return [make("dt", { title: name }, about?.label || name), make("dd", { title: plain(one) }, inWords(one, about))];
  });
  used.hidden = !rows.length;
  used.replaceChildren(...rows);
}

function inWords(value, about) {
  const called = (one) => about?.values.find(([key]) => key === one)?.[1];
  if (Array.isArray(value) && value.length && value.every(called)) return value.map(called).join(", ");
  return called(value) ?? plain(value);
}

function plain(value) {
  if (value === null || value === undefined) return word("empty");
  if (typeof value === "boolean") return word(value ? "yes" : "no");
  const said = typeof value === "string" ? `“${value}”` : JSON.stringify(value);
  return said.length > 120 ? `${said.slice(0, 119)}…` : said;
}

/** The names that a formula looks at, of a context its parts. */
function lookedAt({ text, free, known }) {
  return free.flatMap((name) => {
    const parts = known.names.filter((one) => one.name.startsWith(`${name}.`) && text.includes(one.name));
    return parts.length
      ? parts
      : [known.names.find((one) => one.name === name) ?? { name, label: "", kind: "", values: [] }];
  });
}

function madeUp({ talk, text, free, known }) {
  const given = talk.example();
  return lookedAt({ text, free, known }).map((about) => [
    about,
    talk.madeUp[about.name] ?? written(partOf(given, about.name)),
  ]);
}

function partOf(data, name) {
  return name.split(".").reduce((at, part) => at?.[part], data) ?? data[name];
}

function written(value) {
  return value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
}

function nested(pairs) {
  const data = {};
  for (const [{ name, kind }, typed] of pairs) {
    if (typed === "") continue;
    const value = read(typed, kind);
    const [head, ...rest] = name.split(".");
    if (!rest.length) data[name] = value;
    else data[head] = { ...data[head], [rest.join(".")]: value };
  }
  return data;
}

function read(typed, kind) {
  if (kind === "list") return typed.startsWith("[") ? safely(typed) : [typed];
  return kind === "text" || kind === "date" ? typed : safely(typed);
}

function safely(typed) {
  try {
    return JSON.parse(typed);
  } catch {
    return typed;
  }
}

function drawInputs({ talk, inputs, text, free, known, isShown, again }) {
  inputs.hidden = !isShown;
  if (!isShown || inputs.contains(document.activeElement)) return;
  inputs.replaceChildren(
    ...madeUp({ talk, text, free, known }).map(([about, value]) =>
      make("label", {}, make("span", {}, about.label || about.name), inputFor({ about, value, talk, again })),
    ),
  );
}

function inputFor({ about, value, talk, again }) {
  const set = (event) => {
    event.stopPropagation(); // it is not part of the drawing
    talk.madeUp[about.name] = event.target.value;
    again();
  };
  const values =
    about.kind === "boolean"
      ? [
          ["true", word("yes")],
          ["false", word("no")],
        ]
      : about.values;
  if (!values.length) {
    const input = make("input.input.input-sm", { type: "text", oninput: set });
    input.value = value;
    return input;
  }
  const select = make("select.select.select-sm", { onchange: set, oninput: (event) => event.stopPropagation() });
  for (const [key, label] of [["", word("empty")], ...values]) select.append(make("option", { value: key }, label));
  select.value = value;
  return select;
}
