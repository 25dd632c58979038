/**
 * On a phone an empty composer is one line (`data-resting`, desk.css), so that the conversation has the room. It stands
 * up when it is entered, and rests again when something else is touched while there is nothing in it.
 */
import { attach } from "../attach.js";

attach("form[data-composer]", (form) => {
  const area = form.querySelector("textarea");
  const files = form.querySelector("input[type=file]");
  const mode = form.querySelector("[data-mode]");
  const first = mode.dataset.mode;
  const isEmpty = () => !area.value.trim() && !files?.files.length && mode.dataset.mode === first;
  const stand = () => form.removeAttribute("data-resting");
  const touched = (event) => {
    if (!form.isConnected) document.removeEventListener("pointerup", touched);
    else if (!form.contains(event.target) && isEmpty()) form.dataset.resting = "";
  };
  if (isEmpty() && !form.contains(document.activeElement)) form.dataset.resting = "";
  for (const kind of ["focusin", "input", "change"]) form.addEventListener(kind, stand);
  document.addEventListener("pointerup", touched);
});
