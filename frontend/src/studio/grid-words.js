/** A decision table to be read: words lie over the formulas until one goes into the cell, where its keys can be chosen. */
import { make } from "./dom.js";
import { word } from "./words.js";

/**
 * @param {HTMLElement} body
 * @param {{words?: Record<string, string>, names?: Record<string, Record<string, string>>}} said words by cell
 *   ("inputs.1.2"), and what keys are called by column ("outputs.1")
 */
export function speak(body, { words = {}, names = {} }) {
  body.namesOf = (place) => names[place.split(".").slice(0, 2).join(".")] ?? {};
  for (const cell of body.querySelectorAll("td > [data-cell]")) say(cell, words[cell.dataset.cell]);
  for (const input of body.querySelectorAll(".studio-grid textarea")) grow(input); // the columns are wider or narrower now
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
  if (!names.length) return;
  const button = (name) =>
    make(
      "button.studio-cell-choice",
      {
        type: "button",
        tabindex: "-1",
        onmousedown: (event) => {
          event.preventDefault(); // the cell keeps the focus
          choose(name);
        },
      },
      name,
    );
  cell.parentElement.append(
    make("div.studio-cell-choices", { role: "group", "aria-label": word("Choose") }, names.map(button)),
  );
}

export function closeNames(body) {
  for (const open of body.querySelectorAll(".studio-cell-choices")) open.remove();
}
