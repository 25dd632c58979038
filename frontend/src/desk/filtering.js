/** The filter above a list (`form[data-filter]`): what it needs is loaded when somebody enters it or presses a chip. */
import { attach, onClick } from "../attach.js";

const load = () => import("./filter.js");

attach("form[data-filter]", (form) => {
  let isFirstMeant = false; // an arrow was pressed before the list could come
  const early = ({ key }) => {
    isFirstMeant ||= key === "ArrowDown";
  };
  const begin = async () => {
    form.addEventListener("keydown", early);
    const { complete } = await load();
    form.removeEventListener("keydown", early);
    complete(form, { isFirstMeant });
  };
  form.addEventListener("focusin", begin, { once: true });
  /* Who comes by its key goes on behind what stands there; a press of the mouse puts the caret where it is. */
  const input = form.elements.f;
  input.addEventListener("focus", () => input.setSelectionRange(input.value.length, input.value.length));
});

/* A chip or a fault leads to its place in the text. */
onClick("[data-filter-at]", (element) => {
  const input = document.querySelector("form[data-filter] input[name=f]");
  const [start, end] = element.dataset.filterAt.split(" ").map(Number);
  input.focus();
  input.setSelectionRange(start, end);
});
