/** The keyboard and the focus of the list of steps. */

const MOVES = { ArrowUp: -1, ArrowDown: 1 };

/** What has the focus, and what is being typed in it, so that it can be found again. */
export function focusIn(list) {
  const active = document.activeElement;
  const field = list.contains(active) && active.dataset.listField;
  if (!field) return null;
  const typed = "defaultValue" in active && active.value !== active.defaultValue ? active.value : null;
  return { field, start: active.selectionStart, end: active.selectionEnd, typed };
}

/** @param {{field: string, isAll?: boolean}} focus `isAll`: its text is chosen, to be typed over */
export function focusAgain(list, focus) {
  if (!focus) return;
  const of = (key) => list.querySelector(`[data-list-field="${CSS.escape(key)}"]:not(:disabled)`);
  const field = of(focus.field) ?? of(`${focus.field.slice(0, focus.field.lastIndexOf(":"))}:name`);
  if (!field) return;
  field.focus({ preventScroll: !focus.isAll });
  if (focus.typed != null) field.value = focus.typed;
  if (focus.isAll && field.select) field.select();
  else if (focus.start != null) field.setSelectionRange?.(focus.start, focus.end);
}

/** The step whose row has the focus is the chosen one: its properties stand beside the list. */
export function choose(modeler, target) {
  const [id] = target.closest("[data-about]")?.dataset.about.split(" ") ?? [];
  const element = id && modeler.get("elementRegistry").get(id);
  if (element && modeler.get("selection").get()[0] !== element) modeler.get("selection").select(element);
}

/** The id of the step after, else before this one. */
export function stepBeside(rows, id) {
  const steps = [...rows.querySelectorAll(".steps-row")].map((row) => row.dataset.about);
  const at = steps.indexOf(id);
  return steps[at + 1] ?? steps[at - 1];
}

export function keyPressed(event, { modeler, acts, readOnly }) {
  const { target, key } = event;
  const row = target.closest(".steps-row");
  if (!row || event.isComposing || event.metaKey) return;
  const element = modeler.get("elementRegistry").get(row.dataset.about);
  const isWriting = target.tagName === "TEXTAREA" && !target.classList.contains("steps-name");
  const done = () => {
    event.preventDefault();
    event.stopPropagation();
  };
  if (event.ctrlKey && key === "Enter" && !readOnly) {
    done();
    target.blur();
    acts.add(element.businessObject);
  } else if (event.altKey && MOVES[key] && !readOnly) {
    done();
    target.blur();
    acts.move(element.businessObject, MOVES[key] < 0 ? "up" : "down", target.dataset.listField?.split(":").pop());
  } else if (event.ctrlKey || event.altKey || isWriting || !["INPUT", "TEXTAREA"].includes(target.tagName)) return;
  else if (key === "Escape") {
    done();
    target.value = target.defaultValue;
    if (target.ariaInvalid === "true") target.dispatchEvent(new Event("change")); // nothing is wrong with it now
    target.select();
  } else if (key === "Enter" || MOVES[key]) {
    done();
    beside(row, target, MOVES[key] ?? 1);
  }
}

/** The same field of the next row that has it. */
function beside(row, target, by) {
  const part = target.dataset.listField.split(":").pop();
  const rows = [...row.parentElement.querySelectorAll(".steps-row")];
  for (let at = rows.indexOf(row) + by; rows[at]; at += by) {
    const field = rows[at].querySelector(`:is(input, .steps-name)[data-list-field$=":${part}"]`);
    if (!field) continue;
    field.focus();
    return field.select();
  }
  target.blur();
  target.focus();
}
