/** A decision table to be read: words lie over the formulas until one goes into the cell, where its keys can be chosen. */
import { matches } from "../folding.js";
import { make } from "./dom.js";
import { word } from "./words.js";

const MOST_FIELDS = 8;

/**
 * @param {HTMLElement} body
 * @param {{words?: Record<string, string>, names?: Record<string, Record<string, string>>}} said words by cell
 *   ("inputs.1.2"), and what keys are called by column ("outputs.1")
 */
export function speak(body, { words = {}, names = {} }) {
  body.namesOf = (place) => names[place.split(".").slice(0, 2).join(".")] ?? {};
  for (const cell of body.querySelectorAll("td > [data-cell]")) say(cell, words[cell.dataset.cell]);
  growAll(body); // the columns are wider or narrower now
}

/** Every cell as high as what stands in it. */
export function growAll(body) {
  for (const input of body.querySelectorAll(".studio-grid textarea")) grow(input);
}

/** As high as what stands in it. */
export function grow(input) {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
}

function say(cell, words) {
  const holder = cell.parentElement;
  holder.querySelector(".studio-cell-words")?.remove();
  holder.classList.toggle("has-words", Boolean(words));
  if (words) cell.after(make("span.studio-cell-words", { "aria-hidden": "true" }, words));
}

/** What is typed is no longer what the words say. */
export function unsay(cell) {
  say(cell, "");
}

/** The keys that a column knows, by name, while one is in a cell of it; `choose` is given the name. */
export function offerNames(body, cell, choose) {
  closeNames(body);
  const names = Object.values(body.namesOf?.(cell.dataset.cell) ?? {});
  if (names.length)
    put(
      cell,
      names.map((name) => choice(name, () => choose(name))),
    );
}

function choice(said, choose) {
  const onmousedown = (event) => {
    event.preventDefault(); // the cell keeps the focus
    choose();
  };
  return make("button.studio-cell-choice", { type: "button", tabindex: "-1", onmousedown }, said);
}

function put(cell, choices) {
  cell.parentElement.append(make("div.studio-cell-choices", { role: "group", "aria-label": word("Choose") }, choices));
}

/** The fields a column may ask for, while one is in its head: those that fit what is typed, by key or by what they are
 * called. */
export function offersFields(cell, fields) {
  const show = () => {
    const body = cell.closest(".dialog-body");
    if (!body) return;
    closeNames(body);
    const typed = cell.value.trim();
    const plain = fields().filter(({ kind, name }) => kind !== "context" && !name.startsWith("loop"));
    if (plain.some(({ name }) => name === typed)) return;
    const fitting = plain
      .filter(({ name, label }) => matches(`${label} ${name}`, typed.replaceAll("_", " ")))
      .slice(0, MOST_FIELDS);
    const take = (name) => () => {
      cell.value = name;
      cell.dispatchEvent(new Event("input", { bubbles: true }));
    };
    if (fitting.length)
      put(
        cell,
        fitting.map(({ name, label }) => choice(label || name, take(name))),
      );
  };
  cell.addEventListener("focus", show);
  cell.addEventListener("input", show);
}

export function closeNames(body) {
  for (const open of body.querySelectorAll(".studio-cell-choices")) open.remove();
}
