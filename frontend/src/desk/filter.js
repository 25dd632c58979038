/**
 * What can stand where the filter is being written: fields, then the values of a field, asked from the server. Arrows walk,
 * Enter or Tab takes what is marked, Escape puts the list away; Enter with nothing marked filters.
 */
import { spliced } from "../composer-text.js";

const PAUSE_MS = 90;

/**
 * @param {HTMLFormElement} form with `data-filter`: where completions come from
 * @param {{isFirstMeant?: boolean}} begun An arrow was pressed before what was typed has been answered: the first of the
 *   answer is meant.
 */
export function complete(form, { isFirstMeant = false } = {}) {
  const input = form.elements.f;
  const list = form.querySelector("[role=listbox]");
  let found = [];
  let at = -1;
  let asked = 0;
  let timer;
  const close = () => {
    clearTimeout(timer);
    asked += 1;
    found = [];
    isFirstMeant = false;
    list.hidden = true;
    input.ariaExpanded = "false";
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (to) => {
    at = to;
    [...list.children].forEach((option, index) => {
      option.ariaSelected = String(index === at);
      if (index === at) option.scrollIntoView({ block: "nearest" });
    });
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `filter-offer-${at}`);
  };
  const take = (offer) => {
    const isName = offer.insert.endsWith(":");
    const rest = input.value.slice(offer.end);
    const insert = isName || rest.startsWith(" ") ? offer.insert : `${offer.insert} `;
    const done = spliced(input.value, { from: offer.start, to: offer.end, insert });
    input.value = done.text;
    input.setSelectionRange(done.caret, done.caret);
    input.focus();
    if (isName) ask();
    else close();
  };
  const show = (offers) => {
    found = offers;
    list.replaceChildren(...offers.map((offer, index) => option(offer, index, () => take(offer))));
    list.hidden = !offers.length;
    input.ariaExpanded = String(!list.hidden);
    /* A value that was begun is meant by Enter; words that only begin like a field are words. */
    const [first] = offers;
    const isBegun = first && !first.insert.endsWith(":") && first.end > first.start;
    mark(first && (isFirstMeant || isBegun) ? 0 : -1);
    isFirstMeant = false;
  };
  const ask = async () => {
    clearTimeout(timer);
    asked += 1;
    const mine = asked;
    const address = `${form.dataset.filter}?q=${encodeURIComponent(input.value)}&at=${input.selectionStart}`;
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok && !answer.redirected && mine === asked && document.activeElement === input) {
      show(await answer.json());
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    asked += 1;
    found = [];
    mark(-1);
    timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && !found.length) {
      isFirstMeant = true;
      ask();
    } else if (by) mark((at + by + found.length + (at < 0 && by < 0 ? 1 : 0)) % found.length);
    else if (["Enter", "Tab"].includes(event.key) && !list.hidden && found[at] && !event.isComposing) take(found[at]);
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  input.addEventListener("click", ask);
  input.addEventListener("focus", ask);
  input.addEventListener("blur", () => setTimeout(() => document.activeElement !== input && close(), 150));
  form.addEventListener("submit", close);
  if (document.activeElement === input) ask();
}

function option(offer, index, act) {
  const element = document.createElement("div");
  element.className = "pop-item";
  element.role = "option";
  element.id = `filter-offer-${index}`;
  element.append(offer.label);
  if (offer.note) {
    const note = document.createElement("span");
    note.className = "filter-note";
    note.textContent = offer.insert.endsWith(":") ? offer.insert : offer.note;
    element.append(note);
  }
  element.addEventListener("mousedown", (event) => {
    event.preventDefault();
    act();
  });
  return element;
}
