/**
 * What a file of another tool holds and bpmn-js does not draw stays in it: shapes that no pool shows, lines that say of
 * nothing what they are, line ends in names. When it writes, bpmn-js lists only what stands on the canvas.
 */
import { toast } from "../desk/toasts.js";
import { nameOf } from "./naming.js";
import { withReturns } from "./returns.js";
import { dangling, writeDangling } from "./standard.js";
import { counted, withoutPlace } from "./undrawn-lines.js";
import { word } from "./words.js";

const MOST_NAMED = 3;
const BEFORE = 2_500;
const AFTER = 500;

function Undrawn(eventBus, elementRegistry) {
  eventBus.on("import.done", ({ error }) => {
    if (error) return;
    setTimeout(() => {
      tell(elementRegistry); // a listener that returns something is the last one asked
      if (lines) toast(lines, { tone: "warning", stay: 0 });
    });
  });
  let lines = "";
  let before = new Map();
  let outside = [];
  let end = () => {};
  eventBus.on("import.parse.complete", ({ error, definitions, references, elementsById }) => {
    outside = error ? [] : dangling({ references, elementsById });
    lines = error ? "" : counted(withoutPlace(definitions, elementsById));
  });
  const planes = ({ diagrams = [] }) => diagrams.map(({ plane }) => plane).filter(Boolean);
  eventBus.on("saveXML.start", BEFORE, ({ definitions }) => {
    before = new Map(planes(definitions).map((plane) => [plane, [...plane.get("planeElement")]]));
  });
  eventBus.on("saveXML.start", AFTER, ({ definitions }) => {
    const written = new Set(planes(definitions).flatMap((plane) => plane.get("planeElement")));
    for (const [plane, all] of before) {
      const left = all.filter((di) => !written.has(di));
      if (left.length) plane.set("planeElement", [...plane.get("planeElement"), ...left]);
    }
    end = writeDangling(outside);
  });
  eventBus.on("saveXML.done", () => {
    end();
  });
  eventBus.on("saveXML.serialized", AFTER, ({ xml }) => withReturns(xml));
}
Undrawn.$inject = ["eventBus", "elementRegistry"];

/** Said once where a file draws more than can be seen here: nobody should think it was lost. */
function tell(elementRegistry) {
  const roots = elementRegistry.filter(({ di }) => di?.$type === "bpmndi:BPMNPlane");
  const shapes = roots.flatMap(({ di }) => di.get("planeElement")).filter((di) => di.$type === "bpmndi:BPMNShape");
  const hidden = shapes.map(({ bpmnElement }) => bpmnElement).filter((bo) => bo && !elementRegistry.get(bo.id));
  if (!hidden.length) return;
  const names = hidden.map(nameOf).filter(Boolean).slice(0, MOST_NAMED).join(", ");
  const text = "{} shapes of this file cannot be drawn here, such as {}. They stay in it when you save.";
  toast(word(text, hidden.length, names || hidden[0].id), { tone: "warning", stay: 0 });
}

export const keepingUndrawn = { __init__: ["undrawn"], undrawn: ["type", Undrawn] };
