/**
 * What a script leaves to be filled in: `{việc đang nói}` in the text. The gaps stand under it as buttons in
 * `data-composer-gaps`; a button or Tab selects the gap, so that typing takes its place.
 */
import { gapBeside, unresolved } from "../composer-text.js";
import { say } from "../language.js";

/** Selects the gap behind the caret (or, `back`, before it); false where there is none. */
export function selectGap(area, { back = false, from = area.selectionEnd } = {}) {
  const gap = gapBeside(area.value, back ? { before: area.selectionStart } : { after: from });
  if (!gap) return false;
  area.focus();
  area.setSelectionRange(gap.from, gap.to);
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
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.ctrlKey || event.altKey || event.defaultPrevented) return;
    if (selectGap(area, { back: event.shiftKey })) event.preventDefault();
  });
  show();
}

function button(gap, area) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "chip gap";
  element.textContent = gap.slice(1, -1);
  element.addEventListener("click", () => {
    area.focus();
    area.setSelectionRange(area.value.indexOf(gap), area.value.indexOf(gap) + gap.length);
  });
  return element;
}
