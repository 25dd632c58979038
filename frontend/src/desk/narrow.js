/** `data-placeholder-narrow="…"`: what a field says where there is little room and no keyboard of its own. */
import { attach } from "../attach.js";

const narrow = matchMedia("(width < 48rem)");

attach("[data-placeholder-narrow]", (field) => {
  const wide = field.placeholder;
  const fit = () => {
    field.placeholder = narrow.matches ? field.dataset.placeholderNarrow : wide;
  };
  narrow.addEventListener("change", fit);
  fit();
});
