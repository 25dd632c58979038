/**
 * Small helps while filling in: `data-puts="text"` puts a script into the composer, `data-fills="ID"` with `data-value`
 * a value into a field; `form[data-keeps]` keeps what was typed when its pane is fetched anew; `details[data-stays-open]` stays open then; `form[data-sends]` is sent by Ctrl+Enter.
 */
import { attach, onClick } from "../attach.js";
import { selectGap } from "./gaps.js";
import { surfaceOf } from "./surface.js";

onClick("[data-puts]", (button) => {
  const area = document.querySelector("form[data-composer] textarea");
  if (!area) return;
  document.querySelector("[data-composer-mode=reply]")?.click();
  const surface = surfaceOf(area);
  const there = area.value.trimEnd();
  const insert = there ? `\n${button.dataset.puts}` : button.dataset.puts;
  surface.splice({ from: there.length, to: area.value.length, insert });
  const panes = document.querySelector("[data-panes]");
  if (panes?.dataset.showing === "side") panes.dataset.showing = "main";
  surface.focus();
  selectGap(area, { from: 0 });
});

onClick("[data-fills]", (button) => {
  const field = document.getElementById(button.dataset.fills);
  if (!field) return;
  field.value = button.dataset.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

attach("form[data-keeps]", (form) => {
  form.addEventListener("input", () => form.setAttribute("hx-morph-skip", ""));
  form.addEventListener("submit", () => form.removeAttribute("hx-morph-skip"));
});

/* What somebody opened does not fall shut when its pane is fetched anew. */
attach("details[data-stays-open]", (details) => {
  details.addEventListener("toggle", () => details.toggleAttribute("hx-morph-skip", details.open));
  details.addEventListener("submit", () => details.removeAttribute("hx-morph-skip"));
});

attach("form[data-sends]", (form) => {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit();
  });
});

/* What was wrong is being put right: the complaint under the field goes with the first change. */
document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.ariaInvalid !== "true") return;
  field.removeAttribute("aria-invalid");
  for (const error of field.closest(".field")?.querySelectorAll(".field-error:not([data-file-error]), .errorlist") ??
    [])
    error.remove();
});
