/**
 * A field that a form refuses says why in the page's language. What somebody set by hand (setCustomValidity) stays;
 * ours goes with the next letter, so that the browser looks anew.
 */
import { faultWords } from "../faults.js";
import { language } from "../language.js";

const ours = new WeakSet();

document.addEventListener(
  "invalid",
  ({ target }) => {
    if (ours.has(target)) target.setCustomValidity("");
    if (target.validity.customError) return;
    target.setCustomValidity(faultWords(target, language()));
    ours.add(target);
  },
  true,
);

function forget({ target }) {
  if (!ours.delete(target)) return;
  target.setCustomValidity("");
}
for (const kind of ["input", "change"]) document.addEventListener(kind, forget, true);
/* One choice settles all of a group of radio buttons, and a form that is emptied all of its fields. */
document.addEventListener(
  "click",
  ({ target }) => {
    const fields = target.closest?.("form")?.elements ?? [];
    for (const field of fields) forget({ target: field });
  },
  true,
);
