/**
 * When the panel is drawn anew. What is typed writes itself as its field is left, so the click or the tab that leaves it
 * is still under way: the next field has to be there until it has the focus, a button until it was clicked, a list of
 * choices until one is made, and a field in which one types already until that is written.
 */

/**
 * @param {HTMLElement} panel
 * @param {() => void} draw
 * @param {() => unknown} about what is drawn: a change of a field is said again only where that is still the same
 * @returns {(() => void) & {settle: () => void}} draws soon, once for several calls; `settle` writes at once what was
 *   said in fields and waits for it
 */
export function redrawing(panel, draw, about) {
  let isWaiting = false;
  let isPressed = false;
  let pressed;
  let typed;
  let timer;
  let left = [];

  const now = () => {
    clearTimeout(timer);
    isWaiting = false;
    pressed = undefined;
    typed = undefined;
    draw();
    const [first, ...rest] = left;
    left = rest;
    if (first) sayAgain(panel, first, about());
    if (rest.length) now();
  };
  const isBusy = () => isPressed || isChoosing(panel, pressed) || (typed && typed === document.activeElement);
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => isWaiting && !isBusy() && now());
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
  panel.addEventListener("input", ({ target }) => {
    typed = target;
  });
  panel.addEventListener(
    "change",
    (event) => {
      const { target } = event;
      if (target === typed) typed = undefined;
      if (!isWaiting || !target.dataset.field) return;
      event.stopImmediatePropagation(); // it was drawn before the last change: said again in what is drawn after it
      left.push({ target, of: about() });
      soon();
    },
    true,
  );
  const drawSoon = () => {
    isWaiting = true;
    soon();
  };
  return Object.assign(drawSoon, { settle: () => left.length && now() });
}

function sayAgain(panel, { target, of }, about) {
  const found = of === about && panel.querySelector(`[data-field="${CSS.escape(target.dataset.field)}"]`);
  const fresh = found || target; // another element is shown by now: as it was drawn
  if (fresh.type === "checkbox") fresh.checked = target.checked;
  else fresh.value = target.value;
  fresh.dispatchEvent(new Event("change", { bubbles: true }));
}

/**
 * Whether a list of choices may be open: no browser tells for sure, so it is while it has the focus by a click. Where
 * the page draws the list itself, one of its choices has the focus.
 */
function isChoosing(panel, pressed) {
  const list = document.activeElement?.closest("select");
  return Boolean(list) && list === pressed?.closest?.("select") && panel.contains(list);
}
