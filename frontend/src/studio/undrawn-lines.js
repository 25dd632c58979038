/** What a file holds and gives no place: bpmn-js draws only what has a shape or an edge. */
import { word } from "./words.js";

const SAID = {
  "bpmn:MessageFlow": ["1 message flow", "{} message flows"],
  "bpmn:Association": ["1 association", "{} associations"],
  "bpmn:DataObjectReference": ["1 data object", "{} data objects"],
  "bpmn:DataStoreReference": ["1 data store", "{} data stores"],
  "bpmn:TextAnnotation": ["1 note", "{} notes"],
};

/**
 * @param {object} definitions what was read, its pages in `diagrams`
 * @param {Record<string, object>} elementsById
 * @returns {Array<object>} lines, data and notes that no shape or edge shows
 */
export function withoutPlace(definitions, elementsById) {
  const drawn = (definitions?.diagrams ?? []).flatMap(({ plane }) => plane?.planeElement ?? []);
  const shown = new Set(drawn.map(({ bpmnElement }) => bpmnElement));
  return Object.values(elementsById).filter((one) => one.$type in SAID && !shown.has(one));
}

/** How many of each kind, in words; "" for none. */
export function counted(left) {
  const parts = Object.entries(SAID).flatMap(([kind, [one, many]]) => {
    const count = left.filter(({ $type }) => $type === kind).length;
    return count ? [count === 1 ? word(one) : word(many, count)] : [];
  });
  return parts.length ? word("Not drawn, but kept in the file: {}.", parts.join(", ")) : "";
}
