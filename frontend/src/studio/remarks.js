/** What was remarked on the drawing: a sign on the element it is about, which opens the remarks; and the way back. */
import { attach, onClick } from "../attach.js";
import { icon, make } from "./dom.js";
import { freeCorner } from "./label-place.js";
import { word } from "./words.js";

const TYPE = "studio-remark";

/** The page's `script[data-studio-remarks]` holds the open ones, [{node, text, who}]; htmx may bring it anew. */
export function remarking({ modeler, show }) {
  const draw = (remarks) => {
    modeler.get("overlays").remove({ type: TYPE });
    modeler.get("eventBus").fire("tantam.remarked", { remarks });
    for (const node of new Set(remarks.map((one) => one.node)))
      sign({ modeler, node, found: remarks.filter((one) => one.node === node) });
    for (const count of document.querySelectorAll("[data-remarks-count]")) {
      count.textContent = remarks.length;
      count.hidden = !remarks.length;
    }
  };
  const read = (script) => draw(JSON.parse(script.textContent));
  attach("script[data-studio-remarks]", read);
  document.addEventListener("htmx:after:swap", () => {
    const script = document.querySelector("#remarks-body script[data-studio-remarks]");
    if (!script) return;
    read(script); // the same element with other words
    document.getElementById("remark-text")?.form.reset();
  });
  onClick("[data-shows-element]", (button) => {
    button.closest("dialog")?.close();
    const element = modeler.get("elementRegistry").get(button.dataset.showsElement);
    if (element) show(element);
  });
  onClick("[data-opens=remarks]", () => {
    const [chosen] = modeler.get("selection").get();
    const select = document.getElementById("remark-node");
    const id = chosen?.labelTarget?.id ?? chosen?.id;
    if (select && id && select.querySelector(`option[value="${CSS.escape(id)}"]`)) select.value = id;
  });
}

/** The problem's sign has the upper left corner. */
const PLACES = {
  "top right": { top: -12, right: 12 },
  "bottom right": { bottom: 12, right: 12 },
  "bottom left": { bottom: 12, left: -12 },
};

function placeOf(element) {
  return element.waypoints ? "top right" : freeCorner(element, Object.keys(PLACES));
}

function sign({ modeler, node, found }) {
  const element = modeler.get("elementRegistry").get(node);
  if (!element) return;
  const words = found.map(({ who, text }) => `${who}: ${text}`).join("\n");
  const html = make(
    "button.studio-mark.is-remark",
    {
      type: "button",
      title: words,
      "aria-label": `${word("What was remarked")}: ${words}`,
      "data-opens": "remarks",
      onclick: () => modeler.get("selection").select(element),
    },
    found.length > 1 ? String(found.length) : icon("remark"),
  );
  modeler.get("overlays").add(element, TYPE, { position: PLACES[placeOf(element)], html });
}
