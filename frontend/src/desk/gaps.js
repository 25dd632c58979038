/**
 * What a script leaves to be filled in: `{việc đang nói}` in the text. The gaps stand under it as buttons in
 * `data-composer-gaps`; a button or Tab selects the gap, so that typing takes its place.
 */
import { gapBeside, unresolved } from "../composer-text.js";
import { say } from "../language.js";
import { fieldOf, isComposing, surfaceOf } from "./surface.js";

/** Selects the gap behind the caret (or, `back`, before it); false where there is none. */
export function selectGap(area, { back = false, from } = {}) {
  const surface = surfaceOf(area);
  const gap = gapBeside(area.value, back ? { before: surface.start } : { after: from ?? surface.caret });
  if (!gap) return false;
  surface.select(gap.from, gap.to);
  return true;
}

/** Keeps the list of gaps true and lets Tab walk through them; behind the last one Tab leaves the text as ever. */
export function offerGaps(form, area) {
  const list = form.querySelector("[data-composer-gaps]");
  if (!list) return;
  const show = () => {
    const gaps = unresolved(area.value);
    list.hidden = !gaps.length;
    list.replaceChildren(say("toFill"), ...gaps.map((gap) => button(gap, area)));
  };
  area.addEventListener("input", show);
  const walk = (event) => {
    if (event.key !== "Tab" || event.ctrlKey || event.altKey || event.defaultPrevented || isComposing(event)) return;
    if (selectGap(area, { back: event.shiftKey })) event.preventDefault();
  };
  fieldOf(area).addEventListener("keydown", walk, true);
  show();
}

function button(gap, area) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "chip gap";
  element.textContent = gap.slice(1, -1);
  element.addEventListener("click", () => {
    const from = area.value.indexOf(gap);
    if (from >= 0) surfaceOf(area).select(from, from + gap.length);
  });
  return element;
}
