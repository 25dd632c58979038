/**
 * `data-shown-by="sign_in" data-shown-for="header"`: a part of a form that is only there for some values of one of its
 * choices. Without script all parts are there.
 */
import { attach } from "../attach.js";

attach("[data-shown-by]", (part) => {
  const form = part.closest("form");
  const choice = form?.elements.namedItem(part.dataset.shownBy); // one field, or a list of radio buttons
  if (!choice) return;
  const look = () => {
    part.hidden = !part.dataset.shownFor.split(" ").includes(choice.value);
  };
  form.addEventListener("change", look);
  look();
});
