/** What a stage is called: in the process' own words, where it has some. */
import { language } from "../language.js";
import { extension, innerLabel } from "./care.js";
import { STAGES } from "./choices.js";
import { word } from "./words.js";

/** @param {object} bo what stands in the process @param {string} stage its key */
export function stageName(bo, stage) {
  let around = bo;
  while (around && !around.$instanceOf("bpmn:Process")) around = around.$parent;
  const own = (extension(around, "Process")?.get("parts") ?? []).find(
    (part) => part.$type === "tantam:Stage" && part.get("key") === stage,
  );
  const label = own && (innerLabel(own, language()) || innerLabel(own, "vi"));
  return label || word(STAGES.find(([key]) => key === stage)?.[1] ?? stage);
}
