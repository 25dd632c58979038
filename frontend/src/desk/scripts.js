/** What the composer offers over its text: scripts behind `/`, in a note colleagues behind `@`; asked from the server, chosen by keyboard or mouse, put where the mark stood. */
import { atQuery, slashQuery } from "../composer-text.js";
import { say } from "../language.js";
import { selectGap } from "./gaps.js";
import { fieldOf, isComposing, surfaceOf } from "./surface.js";

/** @param {HTMLFormElement} form with `data-scripts-url`; `data-composer-scripts` opens the list too */
export function offerScripts(form, area) {
  const ask = offer(form, area, { url: form.dataset.scriptsUrl, find: slashQuery, label: say("scripts") });
  form.querySelector("[data-composer-scripts]")?.addEventListener("click", () => {
    surfaceOf(area).focus();
    ask("");
  });
}

/** @param {HTMLFormElement} form with `data-people-url` (JSON [{name, note, text}]) */
export function offerPeople(form, area) {
  const isNote = () => form.querySelector("input[name=mode]")?.value === "note";
  const find = (text, caret) => (isNote() ? atQuery(text, caret) : null);
  offer(form, area, { url: form.dataset.peopleUrl, find, label: say("colleagues"), isQuiet: true });
}

/**
 * @param {HTMLFormElement} form with `.composer-box` to hang the list on
 * @param {HTMLTextAreaElement} area
 * @param {{isQuiet?: boolean}} offered where nothing is found, a quiet list is not there: the words go on behind a name
 * @returns {(query: string) => void} asks and opens the list
 */
function offer(form, area, { url, find, label, isQuiet = false }) {
  const list = document.createElement("div");
  list.className = "pop-list composer-scripts";
  list.role = "listbox";
  list.ariaLabel = label;
  list.hidden = true;
  form.querySelector(".composer-box").append(list);
  let found = [];
  let at = 0;
  let asked = 0;
  let answered = 0;
  let isWanted = false; // Enter came before the answer to what was typed: taken is what it brings, not what stood before

  const close = () => {
    list.hidden = true;
    found = [];
    isWanted = false;
  };
  const mark = () => {
    [...list.children].forEach((option, index) => {
      option.ariaSelected = String(index === at);
    });
  };
  const take = (script) => {
    const surface = surfaceOf(area);
    const to = surface.start;
    const from = find(area.value, to)?.from ?? to;
    close();
    surface.focus();
    surface.splice({ from, to, insert: script.text });
    selectGap(area, { from });
  };
  const show = (scripts) => {
    if (isQuiet && !scripts.length) return close();
    found = scripts;
    at = 0;
    list.replaceChildren(...scripts.map((script) => option(script, () => take(script))));
    if (!scripts.length) list.append(nothing());
    list.hidden = false;
    mark();
  };
  const ask = async (query) => {
    asked += 1;
    const mine = asked;
    const joint = url.includes("?") ? "&" : "?";
    isWanted = false;
    const scripts = await fetch(`${url}${joint}q=${encodeURIComponent(query)}`).then(
      (answer) => (answer.ok ? answer.json() : []),
      () => [],
    );
    if (mine !== asked) return;
    answered = mine;
    const takes = isWanted;
    isWanted = false;
    show(scripts);
    if (takes && found[at]) take(found[at]);
  };
  area.addEventListener("input", () => {
    const query = find(area.value, surfaceOf(area).start);
    if (query) ask(query.query);
    else close();
  });
  const walk = (event) => {
    if (list.hidden || isComposing(event)) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && found.length) at = (at + by + found.length) % found.length;
    else if (event.key === "Enter" && !event.ctrlKey && asked !== answered) isWanted = true;
    else if (event.key === "Enter" && !event.ctrlKey && found[at]) take(found[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
    mark();
  };
  const field = fieldOf(area);
  field.addEventListener("keydown", walk, true);
  field.addEventListener("focusout", () => setTimeout(() => field.contains(document.activeElement) || close(), 150));
  return ask;
}

function option(script, act) {
  const element = document.createElement("div");
  element.className = "pop-item composer-script";
  element.role = "option";
  const title = document.createElement("strong");
  title.textContent = script.title ?? script.name;
  const text = document.createElement("span");
  text.className = "muted truncate";
  text.textContent = script.note ?? script.text;
  element.append(title, text);
  element.addEventListener("mousedown", (event) => {
    event.preventDefault();
    act();
  });
  return element;
}

function nothing() {
  const element = document.createElement("p");
  element.className = "muted text-sm p-2";
  element.textContent = say("noMatch");
  return element;
}
