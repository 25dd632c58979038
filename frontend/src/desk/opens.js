/** `data-opens="ID"` opens that dialog; `data-closes`, a click beside it, or the event `close-dialog` closes it. */
import { onClick } from "../attach.js";
import { isUnasked } from "./unasked.js";

onClick("[data-opens]", (opener, event) => {
  const dialog = document.getElementById(opener.dataset.opens);
  if (!dialog) return;
  event.preventDefault();
  opener.closest("details[open]")?.removeAttribute("open");
  const other = opener.closest("dialog[open]");
  if (other && other !== dialog) other.close();
  if (!dialog.open) dialog.showModal();
});
onClick("[data-closes]", (closer) => closer.closest("dialog")?.close());
document.addEventListener("click", (event) => {
  if (!(event.target instanceof HTMLDialogElement)) return;
  const box = event.target.getBoundingClientRect();
  const inside =
    event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside && event.detail) event.target.close();
});
document.addEventListener("close-dialog", () => {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
});
/* What was loaded into a sheet takes the focus, so that typing goes on there; a piece of it that comes in later does
   not take it from the field somebody types in, nor does what is fetched anew by itself. */
let isByItself = false;
document.addEventListener("htmx:before:swap", ({ detail }) => {
  isByItself = isUnasked(detail.ctx);
});
document.addEventListener("htmx:after:settle", (event) => {
  const sheet = event.target.closest?.("dialog[open]");
  if (
    !sheet ||
    isByItself ||
    (sheet.contains(document.activeElement) && document.activeElement.matches("input, textarea, select"))
  )
    return;
  sheet.querySelector("[autofocus], input:not([type=hidden]), textarea, select")?.focus();
});
