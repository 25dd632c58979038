/** `form[data-autosubmit]`: sends itself when a choice changes, or half a second after typing. */
import { attach } from "../attach.js";

attach("form[data-autosubmit]", (form) => {
  let timer;
  form.addEventListener("change", () => form.requestSubmit());
  form.addEventListener("input", (event) => {
    if (!event.target.matches("input[type=search], input[type=text]")) return;
    clearTimeout(timer);
    timer = setTimeout(() => form.requestSubmit(), 500);
  });
});
