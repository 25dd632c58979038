/**
 * The places of a script: offered while a brace is open, and below it the words as a customer would read them, with what
 * a person still has to fill in.
 */
import { begins, matches } from "../folding.js";
import { make } from "./dom.js";
import { word } from "./words.js";

const OPEN = /\{([^{}\n]{0,40})$/u;
const PLACE = /\{([^{}\n]{1,80})\}/gu;
const MOST = 8;

/** What of `places` fits the brace that is open before the pen; null where none is open. */
export function placesAt(before, places) {
  const typed = OPEN.exec(before)?.[1];
  if (typed === undefined) return null;
  const rank = ({ name, label }) => (begins(name, typed) || begins(label, typed) ? 2 : Number(matches(label, typed)));
  const fitting = places.filter(rank).sort((one, other) => order(other, rank) - order(one, rank));
  return { typed, options: fitting.slice(0, MOST) };
}

function order(place, rank) {
  return 2 * rank(place) + Number(place.filled);
}

/**
 * A script with its places filled in: [{text}, {text, filled}, {text, gap}].
 * @param {Record<string, string>} samples what places are filled with, by name
 */
export function pieces(text, { samples, labels }) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(PLACE)) {
    const small = match[1].charAt(0).toLowerCase() + match[1].slice(1);
    const value = samples[small];
    if (match.index > end) found.push({ text: text.slice(end, match.index) });
    if (value === undefined) found.push({ text: labels[small] ?? match[1].replaceAll("_", " "), gap: match[0] });
    else
      found.push({ text: small === match[1] ? value : value.charAt(0).toUpperCase() + value.slice(1), filled: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ text: text.slice(end) });
  return found;
}

/** Give a field of a script its offers and its preview. `tongue`: the language of these words. */
export function withPlaces(field, { offers, tongue }) {
  const area = field.querySelector("textarea");
  const places = offers?.places ?? [];
  if (!area || !places.length) return field;
  const labels = Object.fromEntries(places.map(({ name, label }) => [name, label]));
  const preview = make("p.script-preview", { hidden: true, lang: tongue });
  const list = make("div.script-places", {
    role: "listbox",
    "aria-label": word("Places that are filled in"),
    hidden: true,
  });
  const known = { samples: offers.samples?.[tongue] ?? {}, labels };
  const show = () => {
    const said = pieces(area.value, known);
    preview.hidden = said.every(({ filled, gap }) => !filled && !gap);
    preview.replaceChildren(...said.map(piece));
  };
  const offer = chooser({ area, list, places, show });
  area.addEventListener("input", () => {
    offer.look();
    show();
  });
  area.addEventListener("keydown", (event) => offer.key(event));
  area.addEventListener("blur", () => offer.close());
  show();
  const frame = make("div.script-field");
  area.replaceWith(frame);
  frame.append(area, list);
  field.append(preview);
  return field;
}

function piece({ text, filled, gap }) {
  if (gap) return make("mark.gap", { title: word("Filled in by whoever does the step: {}", gap) }, text);
  return filled ? make("b", {}, text) : document.createTextNode(text);
}

/** The list of places: arrows, Enter or Tab and the mouse choose, Escape closes it. */
function chooser({ area, list, places, show }) {
  let options = [];
  let at = 0;
  const close = () => {
    options = [];
    list.hidden = true;
    list.replaceChildren();
  };
  const take = (chosen) => {
    const before = area.value.slice(0, area.selectionStart);
    const from = before.lastIndexOf("{");
    const isGreat = /^\p{Lu}/u.test(before.slice(from + 1));
    const name = isGreat ? chosen.name.charAt(0).toUpperCase() + chosen.name.slice(1) : chosen.name;
    const closes = area.value[area.selectionStart] === "}" ? 1 : 0;
    area.setRangeText(`{${name}}`, from, area.selectionStart + closes, "end");
    close();
    show();
  };
  const draw = () => {
    const button = (one, index) =>
      make(
        "button.script-place",
        {
          type: "button",
          role: "option",
          tabindex: "-1",
          "aria-selected": String(index === at),
          onmousedown: (event) => {
            event.preventDefault(); // the pen stays in the script
            take(one);
          },
        },
        make("span", {}, one.label),
        make("code", {}, `{${one.name}}`),
      );
    list.replaceChildren(...options.map(button));
    list.hidden = !options.length;
  };
  const look = () => {
    options = placesAt(area.value.slice(0, area.selectionStart), places)?.options ?? [];
    at = 0;
    draw();
  };
  const key = (event) => {
    if (!options.length) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) at = (at + step + options.length) % options.length;
    else if (event.key === "Enter" || event.key === "Tab") take(options[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (step) draw();
  };
  return { look, key, close };
}
