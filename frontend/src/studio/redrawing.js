/**
 * When the panel is drawn anew. What is typed writes itself as its field is left, so the click or the tab that leaves it
 * is still under way: the next field has to be there until it has the focus, a button until it was clicked, a list of
 * choices until one is made.
 */

/**
 * @param {HTMLElement} panel
 * @param {() => void} draw
 * @returns {() => void} draws soon, once for several calls
 */
export function redrawing(panel, draw) {
  let isWaiting = false;
  let isPressed = false;
  let pressed;
  let timer;

  const now = () => {
    clearTimeout(timer);
    isWaiting = false;
    pressed = undefined;
    draw();
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => isWaiting && !isPressed && !isChoosing(panel, pressed) && now());
  };
  const released = () => {
    if (!isPressed) return;
    isPressed = false;
    if (isWaiting) soon(); // after the click that this release becomes
  };
  panel.addEventListener("pointerdown", ({ target }) => {
    isPressed = true;
    pressed = target;
  });
  for (const end of ["pointerup", "pointercancel", "dragend"]) document.addEventListener(end, released, true);
  panel.addEventListener("focusout", () => isWaiting && soon());
  panel.addEventListener(
    "change",
    (event) => {
      if (!isWaiting || event.target.tagName !== "SELECT") return;
      event.stopImmediatePropagation(); // it was drawn before the last change: said again in what is drawn after it
      const { value, dataset } = event.target;
      now();
      const fresh = panel.querySelector(`select[data-field="${CSS.escape(dataset.field ?? "")}"]`);
      if (!fresh) return;
      fresh.value = value;
      fresh.dispatchEvent(new Event("change", { bubbles: true }));
    },
    true,
  );
  return () => {
    isWaiting = true;
    soon();
  };
}

/**
 * Whether a list of choices may be open: no browser tells for sure, so it is while it has the focus by a click. Where
 * the page draws the list itself, one of its choices has the focus.
 */
function isChoosing(panel, pressed) {
  const list = document.activeElement?.closest("select");
  return Boolean(list) && list === pressed?.closest?.("select") && panel.contains(list);
}
