/**
 * Reading and changing our extensions of an element. Nothing is changed in place: every edit makes new moddle objects
 * and goes through one modeling command, so that undo and redo take it back whole, and what we do not know stays.
 */

/** The extension elements of a business object, in order. */
export function extensionsOf(bo) {
  return bo?.get("extensionElements")?.get("values") ?? [];
}

/** The first extension of a type ("Time") or undefined. */
export function extension(bo, type) {
  return extensionsOf(bo).find((value) => value.$type === `tantam:${type}`);
}

/** The text of a type in a language; BPMN's own language is Vietnamese. */
export function textOf(bo, type, lang) {
  return textIn(extensionsOf(bo), type, lang);
}

function textIn(values, type, lang) {
  const found = values.find((value) => value.$type === `tantam:${type}` && (value.get("lang") || "vi") === lang);
  return found?.get("text")?.trim() ?? "";
}

/** The label of a field, stage … that holds its own `tantam:label` children. */
export function innerLabel(holder, lang) {
  return textIn(holder.get("labels") ?? [], "Label", lang);
}

/** Edits of one element's extensions. */
export class Care {
  constructor({ modeler, element, bo }) {
    this.modeling = modeler.get("modeling");
    this.factory = modeler.get("bpmnFactory");
    this.moddle = modeler.get("moddle");
    this.element = element;
    this.bo = bo;
  }

  create(type, properties) {
    return this.moddle.create(`tantam:${type}`, properties);
  }

  /** A copy with some properties changed; undefined removes one. */
  changed(original, properties) {
    const kept = {};
    for (const { name } of original.$descriptor.properties) {
      const local = name.split(":").pop();
      if (Object.hasOwn(original, local)) kept[local] = original.get(local);
    }
    const copy = this.moddle.create(original.$type, { ...original.$attrs, ...kept, ...properties });
    for (const [name, value] of Object.entries(properties)) if (value === undefined) delete copy[name];
    return copy;
  }

  /** Replaces the extension elements. */
  set(values) {
    const holder = this.bo.get("extensionElements");
    if (holder) {
      for (const value of values) value.$parent = holder;
      this.modeling.updateModdleProperties(this.element, holder, { values });
      return;
    }
    if (!values.length) return;
    const created = this.factory.create("bpmn:ExtensionElements", { values });
    for (const value of values) value.$parent = created;
    created.$parent = this.bo;
    this.modeling.updateModdleProperties(this.element, this.bo, { extensionElements: created });
  }

  /** Puts `next` in the place of `old`; no `old` appends, no `next` removes. */
  replace(old, next) {
    const values = extensionsOf(this.bo);
    if (!old) this.set(next ? [...values, next] : values);
    else this.set(values.flatMap((value) => (value === old ? (next ? [next] : []) : [value])));
  }

  setText(type, lang, text) {
    const old = extensionsOf(this.bo).find(
      (value) => value.$type === `tantam:${type}` && (value.get("lang") || "vi") === lang,
    );
    this.replace(old, text.trim() ? this.create(type, { lang, text: text.trim() }) : undefined);
  }

  /** Changes attributes of the one extension of a type; with none left it goes. */
  setAttributes(type, attributes) {
    const old = extension(this.bo, type);
    const given = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, value || undefined]));
    const next = old ? this.changed(old, given) : this.create(type, given);
    const isEmpty = next.$descriptor.properties.every(({ name }) => {
      const value = next.get(name.split(":").pop());
      return value === undefined || value === "" || (Array.isArray(value) && !value.length);
    });
    this.replace(old, isEmpty ? undefined : next);
  }

  /** BPMN's own attributes and children. */
  setOwn(properties) {
    this.modeling.updateModdleProperties(this.element, this.bo, properties);
  }
}
