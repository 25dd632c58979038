/**
 * Rows of the list are chosen by their box or by x, a stretch with Shift (`[data-choosing]`); what that needs is loaded
 * with the first one.
 */
import { isTyping } from "./keys.js";

const load = () => import("./chosen.js");
const rowOf = (element) => element?.closest("[data-choosing] .case-line");

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-pick]");
  if (!box || !rowOf(box)) return;
  const { shiftKey } = event;
  load().then(({ pick }) => pick(rowOf(box), { isChosen: box.checked, isStretch: shiftKey }));
});

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "x" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.defaultPrevented || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const row =
    rowOf(document.activeElement) ??
    document.querySelector("[data-choosing] .case-line:has([aria-current=true])") ??
    document.querySelector("[data-choosing] .case-line");
  if (!row?.checkVisibility()) return;
  event.preventDefault();
  const { shiftKey } = event;
  load().then(({ pick }) => pick(row, { isStretch: shiftKey }));
});
