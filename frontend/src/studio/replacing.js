/**
 * An element of another kind takes along what bpmn-js leaves behind: attributes and elements of other tools, at the
 * element and at what stands in it, references, what goes in and out. What its new kind has no place for is told.
 */
import CommandInterceptor from "diagram-js/lib/command/CommandInterceptor";
import { toast } from "../desk/toasts.js";
import { foreignKept, leftBehind, MOVED } from "./replacing-kept.js";
import { kindOf } from "./translations.js";
import { word } from "./words.js";

const FIRST = 2_500;
const MOST_SHOWN = 40;

class Replacing extends CommandInterceptor {
  static $inject = ["eventBus", "moddle"];

  constructor(eventBus, moddle) {
    super(eventBus);
    this.preExecute("shape.replace", FIRST, ({ context: { oldShape, newData } }) => {
      const [old, fresh] = [oldShape.businessObject, newData.businessObject];
      if (old && fresh && old !== fresh) foreignKept({ old, fresh, moddle });
      sizeKept(oldShape, newData);
    });
    this.preExecuted("shape.replace", ({ context: { oldShape, newShape } }) => {
      if (!oldShape.di?.$attrs || !newShape.di) return;
      for (const [name, value] of Object.entries(oldShape.di.$attrs)) newShape.di.$attrs[name] ??= value;
    });
    this.executed("shape.replace", ({ context: { newShape } }) => {
      adopt(newShape.businessObject);
    });
    this.reverted("shape.replace", ({ context: { oldShape } }) => {
      adopt(oldShape.businessObject);
    });
    this.postExecuted("shape.replace", ({ context: { oldShape, newShape } }) => {
      const left = leftBehind({ old: oldShape.businessObject, fresh: newShape.businessObject });
      if (left.length) setTimeout(() => this.tell({ bo: newShape.businessObject, left }));
    });
  }

  /** One notice at a time: the last change is what counts. */
  tell({ bo, left }) {
    const things = left.map(({ name, text }) => {
      const short = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
      return short ? `${word(name)} (${short})` : word(name);
    });
    const said = word(
      "As “{}” the element has no place for: {}. Ctrl+Z brings it back.",
      kindOf(bo),
      things.join(", "),
    );
    this.said?.remove();
    this.said = toast(said, { tone: "warning", stay: 0 });
  }
}

/** A step stays as large as it was drawn; one that opens or closes takes the size that goes with that. */
function sizeKept(old, data) {
  const isStep = [old.businessObject, data.businessObject].every((bo) => bo?.$instanceOf?.("bpmn:Activity"));
  const isOpen = (bo, open) => bo.$instanceOf("bpmn:SubProcess") && Boolean(open);
  if (!isStep || isOpen(old.businessObject, !old.collapsed) || isOpen(data.businessObject, data.isExpanded)) return;
  const { width, height } = old;
  Object.assign(data, { width, height, x: Math.round(old.x + width / 2), y: Math.round(old.y + height / 2) });
}

/** What both share belongs to the one that stands in the drawing. */
function adopt(bo) {
  for (const name of MOVED) for (const one of [bo[name] ?? []].flat()) one.$parent = bo;
}

export const replacing = { __init__: ["tantamReplacing"], tantamReplacing: ["type", Replacing] };
