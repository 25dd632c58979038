/** The two views of one process, the drawing and the list of steps: `?view=list`, a switch in the bar, Ctrl+B. */
import { icon, make } from "./dom.js";
import { listOfSteps } from "./steps.js";
import { word } from "./words.js";

/**
 * @param {{inDrawing: (element: object) => void}} options `inDrawing` shows an element in the drawing
 * @returns {{control: HTMLElement, go: Function, begin: Function, turn: Function, isList: () => boolean}} `go` shows an
 *   element in the view that is open, if it can
 */
export function twoViews({ studio, modeler, parts, offers, readOnly, inDrawing }) {
  let isList = false;
  const draw = (id) => {
    set(false);
    const element = modeler.get("elementRegistry").get(id);
    if (element) inDrawing(element);
  };
  const list = listOfSteps({ modeler, list: parts.steps, offers, readOnly, draw });
  const button = (shape, words, on) =>
    make(
      "button.studio-view",
      { type: "button", "aria-pressed": String(!on), title: `${word(words)} (Ctrl+B)`, onclick: () => set(on) },
      icon(shape),
      make("span", {}, word(words)),
    );
  const buttons = [button("drawing", "Diagram", false), button("list", "List of steps", true)];
  const set = (on) => {
    isList = on;
    studio.dataset.view = on ? "list" : "drawing";
    buttons.forEach((one, at) => {
      one.setAttribute("aria-pressed", String(Boolean(at) === on));
    });
    list.wake(on);
    const address = new URL(location.href);
    if (on) address.searchParams.set("view", "list");
    else address.searchParams.delete("view");
    history.replaceState(history.state, "", address);
    if (!on) modeler.get("canvas").resized(); // the panel stands beside it again
  };
  const go = (element) => {
    if (isList && list.show(element)) return;
    if (isList) set(false);
    inDrawing(element);
  };
  return {
    control: make("span.studio-views", { role: "group", "aria-label": word("View") }, buttons),
    go,
    begin: () => new URLSearchParams(location.search).get("view") === "list" && set(true),
    turn: () => set(!isList),
    isList: () => isList,
  };
}
