/**
 * On a narrow screen the properties lie in a sheet over the foot of the drawing: the drawing is seen first and keeps its
 * size; touching an element brings the sheet up, a swipe, its button, Escape or the empty ground take it away.
 */
import { iconButton, make } from "./dom.js";
import { word } from "./words.js";

/** As in studio.css. */
const NARROW = "(width < 64rem)";
const SWIPED_PX = 56;
/** What is chosen, with what can be done with it beside, stays this far above the sheet: the mark of bpmn.io has room. */
const CLEAR_PX = 44;
const PAD_HIGH_PX = 116;
const PAD_WIDE_PX = 96;
const LEAST_ABOVE_PX = 12;

/**
 * How far up the drawing goes so that what is chosen stands clear of the sheet, its upper edge never out of sight.
 * @param {{top: number, bottom: number}} chosen in pixels of the drawing's frame
 * @param {number} free how much of the frame the sheet leaves
 */
export function clearing({ top, bottom }, free) {
  return Math.max(0, Math.min(bottom + CLEAR_PX - free, top - LEAST_ABOVE_PX));
}

/**
 * @param {{studio: HTMLElement, panel: HTMLElement}} options
 * @returns {{element: HTMLElement, control: HTMLElement, attach: (modeler: object) => void, open: (element?: object) => void}}
 *   `open` keeps the element in sight
 */
export function sheetOf({ studio, panel }) {
  let canvas;
  const isNarrow = () => matchMedia(NARROW).matches;
  const set = (on) => {
    if (on) studio.dataset.sheet = "";
    else delete studio.dataset.sheet;
    control.setAttribute("aria-expanded", String(on));
  };
  const close = () => {
    if (!isOpen()) return;
    if (element.contains(document.activeElement)) canvas?.focus();
    set(false);
  };
  const isOpen = () => "sheet" in studio.dataset;
  const control = iconButton("sheet", word("Properties"), () => (isOpen() ? close() : set(true)));
  control.classList.add("studio-sheet-opens");
  control.setAttribute("aria-expanded", "false");
  const shut = iconButton("x", word("Close"), close, "button.btn.btn-ghost.btn-sm.btn-square.studio-sheet-shuts");
  const element = make("div.studio-sheet", {}, make("span.studio-sheet-grip"), shut, panel);
  swiping(element, close);
  document.addEventListener("keydown", (event) => {
    const isMeant = event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]");
    if (isMeant && isNarrow()) close();
  });

  const open = (chosen, at) => {
    if (!isNarrow()) return;
    set(true);
    if (chosen && canvas) keepInSight({ canvas, chosen, at, height: element.offsetHeight });
  };
  const attach = (modeler) => {
    canvas = modeler.get("canvas");
    modeler.on("element.click", ({ element: touched, originalEvent }) => {
      if (touched === canvas.getRootElement()) close();
      else open(touched, originalEvent);
    });
    modeler.on("tantam.example", () => open());
  };
  return { element, control, attach, open };
}

/** What is too large to stand above the sheet, and any line, keeps in sight where it was touched. */
function keepInSight({ canvas, chosen, at, height }) {
  const frame = canvas.getContainer().getBoundingClientRect();
  const free = frame.height - height;
  const box = canvas.getAbsoluteBBox(chosen);
  const touched = at?.clientY === undefined ? box.y : at.clientY - frame.top;
  const isWhole = !chosen.waypoints && box.height + CLEAR_PX < free && box.width + PAD_WIDE_PX < frame.width;
  const top = isWhole ? box.y : touched;
  const up = clearing({ top, bottom: top + (isWhole ? Math.max(box.height, PAD_HIGH_PX) : 0) }, free);
  const aside = isWhole ? Math.max(0, box.x + box.width + PAD_WIDE_PX - frame.width) : 0;
  if (up || aside) canvas.scroll({ dx: -aside, dy: -up });
}

/** The sheet follows the finger that pulls its head down, and goes when it was pulled far enough. */
function swiping(sheet, close) {
  let from = null;
  const pulled = ({ clientY }) => Math.max(0, clientY - from);
  const end = () => {
    from = null;
    sheet.style.removeProperty("translate");
  };
  sheet.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || !event.target.closest(".studio-sheet-grip, .studio-panel-head")) return;
    from = event.clientY;
    sheet.setPointerCapture(event.pointerId);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (from !== null) sheet.style.translate = `0 ${pulled(event)}px`;
  });
  sheet.addEventListener("pointerup", (event) => {
    const isFar = from !== null && pulled(event) > SWIPED_PX;
    end();
    if (isFar) close();
  });
  sheet.addEventListener("pointercancel", end);
}
