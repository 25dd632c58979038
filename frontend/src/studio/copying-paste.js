/**
 * What becomes of a copied part when it is put into a drawing: the elements bring their own text (`made`) instead of
 * bpmn-js' copies of it, the definitions they point at come in the same command, so that one undo takes all back.
 */
import CommandInterceptor from "diagram-js/lib/command/CommandInterceptor";
import { Care, extension } from "./care.js";
import { within } from "./copying-links.js";
import { givenRole } from "./group-doer.js";

const BEFORE_OTHERS = 3_000;
const AFTER_OTHERS = 100;

/** Pasted business objects and what is to be done with them; forgotten with them. */
class Pasting extends CommandInterceptor {
  static $inject = ["eventBus", "bpmnjs", "moddle", "injector"];

  constructor(eventBus, bpmnjs, moddle, injector) {
    super(eventBus);
    Object.assign(this, { eventBus, bpmnjs, moddle, injector, notes: new WeakMap() });
    eventBus.on("copyPaste.pasteElement", BEFORE_OTHERS, (event) => this.pasteElement(event));
    this.preExecute("shape.create", AFTER_OTHERS, ({ context }) => this.keepData(context.shape));
    this.executed(["shape.create", "connection.create"], BEFORE_OTHERS, ({ context }) => this.claim(context));
    this.executed("connection.create", AFTER_OTHERS, ({ context }) => this.keepInput(context.connection));
    this.reverted(["shape.create", "connection.create"], BEFORE_OTHERS, ({ context }) => this.release(context));
    this.postExecuted("elements.create", AFTER_OTHERS, ({ context }) => this.finish(context));
  }

  /** @param {object} copied as `unpacked` gives it */
  expect({ made, roots, roles, said }) {
    for (const { bo } of made.values()) {
      const own = { roots, role: roles.get(bo), said, data: bo.dataObjectRef };
      if (bo.$type === "bpmn:DataInputAssociation") own.input = bo.targetRef;
      this.notes.set(bo, own);
    }
  }

  pasteElement(event) {
    const { descriptor, cache } = event;
    if (!descriptor.made) return;
    event.stopPropagation();
    const { parent } = descriptor;
    if (parent && (parent.hidden || (parent.collapsed && parent.businessObject.$instanceOf("bpmn:SubProcess"))))
      descriptor.hidden = true;
    const target = cache[descriptor.labelTarget];
    const { bo, di } = target ? { bo: target.businessObject, di: target.di } : descriptor.made;
    delete descriptor.made;
    Object.assign(descriptor, { businessObject: bo, di });
    if (target) return;
    descriptor.type = bo.$type;
    if (di?.isExpanded !== undefined) descriptor.isExpanded = di.isExpanded;
    if (descriptor.host) bo.attachedToRef = cache[descriptor.host]?.businessObject;
  }

  /** bpmn-js gives each drawn data object an empty definition; the copied one says more. */
  keepData(shape) {
    const { data } = this.noteOf(shape) ?? {};
    if (data) shape.businessObject.dataObjectRef = data;
  }

  keepInput(connection) {
    const { input } = this.noteOf(connection) ?? {};
    const bo = connection.businessObject;
    if (!input || bo.targetRef === input) return;
    const holder = bo.$parent;
    const placeholder = bo.targetRef;
    bo.targetRef = input;
    const isUsed = holder.get("dataInputAssociations").some(({ targetRef }) => targetRef === placeholder);
    if (!isUsed && holder.properties) holder.properties = holder.properties.filter((one) => one !== placeholder);
  }

  noteOf(element) {
    return element?.type === "label" ? undefined : this.notes.get(element?.businessObject);
  }

  claim(context) {
    const element = context.shape ?? context.connection;
    const note = this.noteOf(element);
    if (!note) return;
    const { ids } = this.moddle;
    const bo = element.businessObject;
    context.claimed = [...within(bo), ...(bo.processRef ? within(bo.processRef) : [])].filter(
      ({ id }) => id && !ids.assigned(id),
    );
    for (const one of context.claimed) ids.claim(one.id, one);
    const all = this.bpmnjs.getDefinitions();
    context.brought = note.roots.filter((root) => !all.rootElements.includes(root));
    for (const root of context.brought) {
      root.$parent = all;
      all.rootElements.push(root);
      if (!ids.assigned(root.id)) ids.claim(root.id, root);
    }
  }

  release(context) {
    for (const { id } of context.claimed ?? []) this.moddle.ids.unclaim(id);
    if (!context.brought?.length) return;
    const all = this.bpmnjs.getDefinitions();
    for (const root of context.brought) {
      all.rootElements.splice(all.rootElements.indexOf(root), 1);
      this.moddle.ids.unclaim(root.id);
    }
  }

  /** Steps that come out of their lane into none keep who does them. */
  finish({ elements }) {
    const noted = elements.map((element) => ({ element, note: this.noteOf(element) })).filter(({ note }) => note);
    if (!noted.length) return;
    let kept = 0;
    for (const { element, note } of noted) {
      const bo = element.businessObject;
      if (!note.role || extension(bo, "Role") || givenRole(bo).key) continue;
      const [kind, ref] = note.role.split(":");
      new Care({ modeler: this.injector, element, bo }).setAttributes("Role", { kind, ref });
      kept += 1;
    }
    this.eventBus.fire("tantam.pasted", { ...noted[0].note.said, elements, kept });
  }
}

export const pasting = { __init__: ["tantamPasting"], tantamPasting: ["type", Pasting] };
