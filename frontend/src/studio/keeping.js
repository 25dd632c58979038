/** A copy of what is not saved yet, in this browser: after a crash or a closed window it is offered again. */

import { toast } from "../desk/toasts.js";
import { language } from "../language.js";
import { download } from "./downloading.js";
import { fileOf, whenIdle } from "./filed.js";
import { isNewer } from "./kept-copy.js";
import { word } from "./words.js";

const PAUSE_MS = 800;
const DRAWN_MS = 100; // the panel is drawn a moment after something was chosen

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, copy) {
  try {
    if (copy) localStorage.setItem(key, JSON.stringify(copy));
    else localStorage.removeItem(key);
  } catch {
    // no room or no leave to keep anything: saving to the server still works
  }
}

/**
 * @param {object} options
 * @param {string} options.xml what was opened
 * @param {HTMLElement[]} options.places hold the fields: what is being typed in one is kept before the field is left
 * @param {{at: number, by: string}} options.saved when the draft was saved (ms, 0: there is none), and by whom else
 * @param {(copy: object, again: () => void) => Promise<void>} options.replace puts the copy in the place of what stands here
 */
export function keeping({ modeler, draft, key, xml, places, saved, replace }) {
  const copy = read(key);
  const { revision, base } = draft;
  if (!copy?.xml || (copy.xml === xml && !copy.typed)) write(key, null);
  else if (isNewer(copy, { revision, base, savedAt: saved.at })) offer(copy, { draft, replace });
  else if (saved.by) offerFile(copy, { draft, saved });
  else write(key, null);
  let timer;
  let typed;
  const keep = async () => {
    clearTimeout(timer);
    if (!draft.isDirty) return write(key, null);
    const now = await fileOf(modeler);
    if (draft.isDirty) write(key, { xml: now, revision: draft.revision, base: draft.base, at: Date.now(), typed });
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => whenIdle(keep), PAUSE_MS);
  };
  for (const place of places)
    place.addEventListener("input", ({ target }) => {
      typed = typedIn(target, modeler.get("selection").get());
      if (typed) soon();
    });
  modeler.on("commandStack.changed", () => {
    typed = undefined; // it is in the drawing now
    soon();
  });
  modeler.on("draft.saved", () => {
    clearTimeout(timer);
    typed = undefined;
    write(key, null);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && draft.isDirty) keep(); // a phone may end the page without a further word
  });
}

/** A field that is not left yet: what stands in it, and where to find it again. Lists and marks write themselves at once. */
function typedIn(target, chosen) {
  const { field, listField } = target.dataset;
  if (!target.matches("textarea, input:not([type=checkbox], [type=radio])") || !(field || listField)) return undefined;
  return { element: chosen.length === 1 ? chosen[0].id : "", field, listField, text: target.value };
}

/** Puts what was typed back into its field, once the drawing is open again. */
export function typedAgain({ modeler, places, typed }) {
  if (!typed) return;
  const element = typed.element && modeler.get("elementRegistry").get(typed.element);
  if (element) modeler.get("selection").select(element);
  setTimeout(() => {
    const [name, value] = typed.field ? ["field", typed.field] : ["list-field", typed.listField];
    const found = places.map((place) => place.querySelector(`[data-${name}="${CSS.escape(value)}"]`)).find(Boolean);
    if (!found) return;
    found.value = typed.text;
    found.dispatchEvent(new Event("input", { bubbles: true }));
    found.dispatchEvent(new Event("change", { bubbles: true }));
  }, DRAWN_MS);
}

/** Until something is saved here: from then on what was kept is the older one. */
function offer(copy, { draft, replace }) {
  const text = word("This browser kept a drawing of {} that was never saved.", whenOf(copy));
  const act = () => replace(copy, () => offer(copy, { draft, replace }));
  const action = { text: word("Take it up again"), act };
  draft.notices.push(toast(text, { tone: "warning", stay: 0, action }));
}

/** Somebody else saved later: theirs stands, and mine is not lost without a word. */
function offerFile(copy, { draft, saved }) {
  const text = word("This browser kept a drawing of {}; {} saved a newer one after it.", whenOf(copy), saved.by);
  const act = () => download(`${draft.name}-${word("mine")}.bpmn`, copy.xml, "application/xml");
  const action = { text: word("Keep mine as a file"), act };
  draft.notices.push(toast(text, { stay: 0, action }));
}

export function whenOf(copy) {
  const at = new Date(copy.at);
  const told = (asked) => at.toLocaleString("en-GB", asked);
  const day = told({ day: "numeric", month: language() === "vi" ? "2-digit" : "short", year: "numeric" });
  return `${day} ${told({ hour: "2-digit", minute: "2-digit" })}`;
}
