/**
 * What is chosen of a list: some rows by their keys, or all that the view holds. The list may be fetched anew and go on
 * being scrolled: what is chosen stays so as long as it stands there. The bar with what can be done (`[data-chosen]`)
 * comes from the server when the first row is chosen.
 */
import "./chosen.css";
import { onClick } from "../attach.js";
import { isTyping } from "./keys.js";
import { stretch } from "./stretch.js";

const OPEN = "dialog[open], details[data-pop][open], :popover-open";
const chosen = new Set();
let isAll = false;
let last = "";
let bar;
let coming;

const list = () => document.querySelector("[data-choosing]");
const rows = () => [...document.querySelectorAll("[data-choosing] .case-line")];
const boxOf = (row) => row.querySelector("[data-pick]");
const keyOf = (row) => boxOf(row).value;

/**
 * Choose a row, or no longer.
 * @param {HTMLElement} row
 * @param {{isChosen?: boolean, isStretch?: boolean}} how `isStretch`: with all rows from the one chosen last
 */
export function pick(row, { isChosen = !isIn(keyOf(row)), isStretch = false }) {
  if (isAll) {
    for (const one of rows()) chosen.add(keyOf(one));
    isAll = false;
  }
  const keys = isStretch ? stretch(rows().map(keyOf), last, keyOf(row)) : [keyOf(row)];
  const isTaken = isChosen || (isStretch && keys.length > 1);
  for (const key of keys) chosen[isTaken ? "add" : "delete"](key);
  last = keyOf(row);
  show();
}

const isIn = (key) => isAll || chosen.has(key);

function clear() {
  chosen.clear();
  isAll = false;
  last = "";
  show();
}

function show() {
  for (const row of rows()) {
    const is = isIn(keyOf(row));
    boxOf(row).checked = is;
    row.classList.toggle("is-chosen", is);
  }
  const isAny = isAll || chosen.size > 0;
  if (!bar?.isConnected) bar = undefined; // another page was put in place
  list()?.classList.toggle("is-choosing", isAny);
  if (!isAny) {
    const had = bar?.contains(document.activeElement);
    bar?.remove();
    bar = undefined;
    if (had) list()?.focus({ preventScroll: true });
  } else if (bar) tell();
  else bring();
}

function tell() {
  const { one, many, all, held } = bar.dataset;
  const words = isAll ? all : chosen.size === 1 ? one : many.replace("{}", String(chosen.size));
  const count = bar.querySelector("[data-chosen-count]");
  if (count.textContent !== words) count.textContent = words;
  const whole = bar.querySelector("[data-chosen-all]");
  if (whole) whole.hidden = isAll || Number(held) <= chosen.size;
  bar.elements.ids.value = isAll ? "" : [...chosen].join(",");
  bar.elements.all.value = isAll ? "1" : "";
}

async function bring() {
  coming ??= fetched(); // rows chosen while it is on its way wait for the same
  const html = await coming;
  coming = undefined;
  if (!html || bar || !(isAll || chosen.size)) return;
  const holder = document.createElement("template");
  holder.innerHTML = html;
  bar = holder.content.querySelector("[data-chosen]");
  list().before(bar);
  bar.addEventListener("submit", (event) => event.preventDefault());
  bar.dispatchEvent(new CustomEvent("tantam:arrived", { bubbles: true }));
  tell();
}

async function fetched() {
  const answer = await fetch(list().dataset.choosing, { headers: { "HX-Request": "true" } }).catch(() => null);
  return answer?.ok && !answer.redirected ? answer.text() : "";
}

onClick("[data-chosen-none]", clear);
onClick("[data-chosen-all]", () => {
  isAll = true;
  show();
  bar?.querySelector("[data-chosen-none]").focus();
});
document.addEventListener("bulk-begun", clear);
/* Rows come and go: what has left the list is not acted on unseen. */
document.addEventListener("htmx:after:swap", () => {
  if (!(isAll || chosen.size)) return;
  if (!list()) return clear();
  const there = new Set(rows().map(keyOf));
  for (const key of chosen) if (!there.has(key)) chosen.delete(key);
  show();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || !(isAll || chosen.size)) return;
  if (isTyping(event.target) || document.querySelector(OPEN)) return;
  event.preventDefault();
  clear();
});
