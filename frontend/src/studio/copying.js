/**
 * Copy, cut and paste of elements, within a drawing and over tabs and page loads into another process: keyboard,
 * context pad and bar. What is copied is text that stands alone (`copying-fragment`), kept in this browser
 * (`copying-kept`) and, where the keyboard was used, on the clipboard beside the names of the steps.
 */
import { toast } from "../desk/toasts.js";
import { packed, unpacked } from "./copying-fragment.js";
import { CLIP_TYPE, keepCopied, lastCopied, onCopiedElsewhere } from "./copying-kept.js";
import { copyingPad } from "./copying-pad.js";
import { pasting } from "./copying-paste.js";
import { placeFor } from "./copying-place.js";
import { pastedWords, sumWords } from "./copying-words.js";
import { DONE_BY, givenRole, roleKey } from "./group-doer.js";
import { word } from "./words.js";

const NO_EVENT_MS = 120;
const FIRST = 2_500;

class Copying {
  static $inject = ["eventBus", "copyPaste", "moddle", "bpmnjs", "elementRegistry", "injector"];

  constructor(eventBus, copyPaste, moddle, bpmnjs, elementRegistry, injector) {
    Object.assign(this, { eventBus, copyPaste, moddle, bpmnjs, elementRegistry, injector, from: "", known: [] });
    eventBus.on("copyPaste.canCopyElements", ({ elements }) => withoutBareLanes(elements));
    eventBus.on("copyPaste.elementsCopied", FIRST, (event) => {
      if (event.hints?.clip === false) return;
      event.hints.clip = false;
      this.keeping = this.keep(event.tree);
    });
    eventBus.on("copyPaste.pasteElements", FIRST, (event) => {
      if (event.tree) return undefined;
      this.paste();
      return false;
    });
    eventBus.on("create.end", FIRST, (event) => this.noPlace(event));
    eventBus.on("create.cleanup", () => {
      this.isFollowing = false;
    });
    eventBus.on("tantam.pasted", (said) => setTimeout(() => this.tell(said)));
  }

  /** Copies, or cuts, what is chosen. @returns {boolean} whether there was anything */
  take({ isCut = false } = {}) {
    const chosen = this.injector.get("selection").get();
    if (!chosen.length) return false;
    if (isCut) this.copyPaste.cut(chosen);
    else this.copyPaste.copy(chosen);
    this.keeping.then((copied) => this.sayCopied(copied, isCut));
    return true;
  }

  async keep(tree) {
    const { moddle, from } = this;
    const get = (id) => this.elementRegistry.get(id);
    const roleOf = (bo) => (DONE_BY.includes(bo.$type) && !roleKey(bo) ? givenRole(bo).key : "");
    const copied = await packed({ tree, get, moddle, definitions: this.bpmnjs.getDefinitions(), from, roleOf });
    if (!copied) return null;
    const isForAll = keepCopied(copied);
    this.eventBus.fire("tantam.copied");
    return { ...copied, isForAll };
  }

  sayCopied(copied, isCut) {
    if (!copied) return this.say(word("This cannot be copied alone."), { tone: "warning" });
    const said = sumWords(copied.counts, isCut ? "cut" : "copied");
    if (copied.isForAll) return this.say(`${said} ${word("Paste here or in another process with Ctrl+V.")}`);
    const only = word("This browser keeps nothing: it can be pasted in this tab only.");
    return this.say(`${said} ${only}`, { tone: "warning" });
  }

  /** One notice at a time: the last one is what counts. */
  say(text, options) {
    this.said?.remove();
    this.said = toast(text, options);
  }

  /** Puts in what was copied last: it follows the pointer over the drawing, else goes to a free place. */
  async paste({ text = "", isPlaced = false, near } = {}) {
    await this.keeping;
    const copied = lastCopied(text);
    if (!copied) return this.say(word("Nothing was copied yet."));
    const { moddle, from, known } = this;
    try {
      const ready = await unpacked({ copied, moddle, definitions: this.bpmnjs.getDefinitions(), from, known });
      this.put({ copied, ready, isPlaced, near });
    } catch (error) {
      console.warn(error);
      this.say(word("What was copied cannot be read here. Copy it once more."), { tone: "error" });
    }
    return undefined;
  }

  /** Where nothing can stand, what is pasted goes to the nearest place where it can; what is drawn anew is only told. */
  noPlace({ x, y, context }) {
    if (context.canExecute !== false) return;
    if (this.isFollowing) setTimeout(() => this.paste({ near: { x, y } }));
    else this.say(word("Nothing can stand there: steps stand inside the frame of a process."), { tone: "warning" });
  }

  put({ copied, ready, isPlaced, near }) {
    const { counts } = copied;
    const { missing, rekeyed, resting } = ready;
    const said = { counts, missing, rekeyed, resting, isMoved: Boolean(near) };
    this.injector.get("tantamPasting").expect({ ...ready, said });
    const canvas = this.injector.get("canvas");
    if (!isPlaced && !near && canvas._svg.matches(":hover")) {
      this.copyPaste.paste({ tree: ready.tree });
      this.isFollowing = true;
      return undefined;
    }
    const place = placeFor({ injector: this.injector, tree: ready.tree, near });
    if (!place) return this.say(word("There is no place for this here: draw a process first."), { tone: "warning" });
    const pasted = this.copyPaste.paste({ tree: ready.tree, ...place });
    this.injector
      .get("selection")
      .select(pasted.filter((one) => one.type !== "label" && !one.hidden && !one.waypoints));
    return canvas.scrollToElement(pasted[0], 80);
  }

  tell(said) {
    const isToRead = said.missing.length || said.rekeyed.length || said.resting.length;
    this.say(pastedWords(said).join(" "), isToRead ? { tone: "warning", stay: 0 } : {});
  }
}

/** A lane alone is the steps in it; its frame needs the pool. */
function withoutBareLanes(elements) {
  const chosen = new Set(elements);
  const isBare = (one) => one.type === "bpmn:Lane" && !chosen.has(one.parent);
  if (!elements.some(isBare)) return undefined;
  const inLane = (lane) => {
    const nodes = new Set(nodesOf(lane.businessObject));
    return poolOf(lane).children.filter((one) => nodes.has(one.businessObject) && one.type !== "label");
  };
  return [...new Set(elements.flatMap((one) => (isBare(one) ? inLane(one) : [one])))];
}

function nodesOf(lane) {
  return [...lane.get("flowNodeRef"), ...(lane.childLaneSet?.get("lanes") ?? []).flatMap(nodesOf)];
}

function poolOf(lane) {
  return lane.parent.type === "bpmn:Lane" ? poolOf(lane.parent) : lane.parent;
}

/** diagram-js would take the keys and keep the browser from telling of copy and paste. */
function KeysElsewhere(keyboard) {
  keyboard.addListener(FIRST, (event) => {
    if (keyOf(event.keyEvent)) event.stopPropagation();
  });
}
KeysElsewhere.$inject = ["keyboard"];

function keyOf(event) {
  const isPlain = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  const key = event.key.toLowerCase();
  return isPlain && "cxv".includes(key) && key;
}

/**
 * The keys, wherever the focus is but in a field; `isElsewhere` says when they are not the drawing's.
 * @param {{modeler: object, from: string, known: string[], isElsewhere: (event: Event) => boolean}} options `from` names
 *   the drawing, `known` are the keys of the house's processes
 */
export function copyKeys({ modeler, from, known, isElsewhere }) {
  const copying = modeler.get("copying");
  Object.assign(copying, { from, known });
  let waiting;
  let taken = false;
  document.addEventListener("keydown", (event) => {
    const key = keyOf(event);
    taken = false;
    if (!key || event.defaultPrevented || isElsewhere(event)) return;
    if (key === "v")
      waiting = setTimeout(() => copying.paste(), NO_EVENT_MS); // where the browser does not tell
    else if (getSelection().isCollapsed) taken = copying.take({ isCut: key === "x" });
  });
  for (const name of ["copy", "cut"]) {
    document.addEventListener(name, (event) => {
      const copied = taken && lastCopied();
      if (!copied) return;
      event.preventDefault();
      event.clipboardData.setData("text/plain", copied.names.join("\n"));
      event.clipboardData.setData(CLIP_TYPE, JSON.stringify(copied));
    });
  }
  document.addEventListener("paste", (event) => {
    clearTimeout(waiting);
    if (isElsewhere(event)) return;
    event.preventDefault();
    copying.paste({ text: event.clipboardData.getData(CLIP_TYPE) });
  });
}

/** Calls `act` with whether there is something to paste, now and whenever that changes. */
export function onCopied(modeler, act) {
  const tell = () => act(Boolean(lastCopied()));
  modeler.on("tantam.copied", tell);
  onCopiedElsewhere(tell);
  tell();
}

export const copyingModule = {
  __depends__: [pasting, copyingPad],
  __init__: ["copying", "keysElsewhere"],
  copying: ["type", Copying],
  keysElsewhere: ["type", KeysElsewhere],
};
