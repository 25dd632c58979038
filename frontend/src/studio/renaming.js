/** A name typed by somebody who reads another language than Vietnamese: it is kept as that, and is the name till one is. */
import { language } from "../language.js";
import { Care, textOf } from "./care.js";

const OTHERWISE = ["bpmn:TextAnnotation", "bpmn:Group"]; // their words are no names

/**
 * @param {{modeler: {get: Function}, element: object, bo: object, text: string, tongue?: string}} what `element` is
 *   that of the label, if one was typed into
 * @param {(text: string) => void} [write] writes BPMN's name
 */
export function named({ modeler, element, bo, text, tongue = language() }, write) {
  const put = write ?? ((name) => modeler.get("modeling").updateLabel(element, name));
  if (!text.trim() && tongue !== "vi" && textOf(bo, "Label", tongue))
    return new Care({ modeler, element, bo }).setText("Label", tongue, "");
  if (tongue === "vi" || !text.trim() || OTHERWISE.includes(bo.$type)) return put(text);
  const acts = [() => new Care({ modeler, element, bo }).setText("Label", tongue, text)];
  if (!bo.name?.trim()) acts.unshift(() => put(text));
  modeler.get("commandStack").execute("tantam.together", { acts });
  return undefined;
}
