/** The script of a step as another tool wrote it: nothing here runs it, but who takes the step over wants to read it. */
import { make } from "./dom.js";
import { framed, group } from "./fields.js";
import { word } from "./words.js";

export function foreignScriptGroup({ bo }) {
  if (bo.$type !== "bpmn:ScriptTask" || !bo.script) return null;
  const area = make("textarea.textarea.mono", {
    "data-field": "foreign-script",
    readOnly: true,
    rows: String(Math.min(12, bo.script.split("\n").length + 1)),
    spellcheck: "false",
  });
  area.value = bo.script;
  const label = bo.scriptFormat
    ? `${word("Script of the other tool")} (${bo.scriptFormat})`
    : word("Script of the other tool");
  const hint = word("It does not run here. Read what it did, then let a person do the step or choose an action.");
  return group(word("Script of the other tool"), framed(label, area, { hint }));
}
