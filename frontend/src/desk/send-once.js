import { attach } from "../attach.js";

/* A click on a score in a mail arrives as a link: the page itself sends it on, once, as pressing the button would. */
attach("form[data-send-once]", (form) => {
  const chosen = form.querySelector("[data-chosen]");
  if (chosen) form.requestSubmit(chosen);
});
