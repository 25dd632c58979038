/**
 * Who else has this drawing open: `data-here-draft` in the head (as in `../company.js`) names them, and who changes
 * something that is not saved yet. Whoever saves says so at once, so that nobody draws on against an older draft.
 */
import { company } from "../company.js";
import { icon, make } from "./dom.js";
import { word } from "./words.js";

/** @param {{draft: object, heard: () => void}} options `heard` asks what the server has, when somebody has saved */
export function drawingTogether({ modeler, draft, heard }) {
  const bar = document.querySelector("[data-here-draft]");
  if (!bar) return;
  const doing = () => (draft.isDirty ? "typing" : "reading");
  const show = (others) => {
    const said = others
      .map(({ name, doing }) =>
        word(doing === "typing" ? "{} is changing this drawing" : "{} has this drawing open", name),
      )
      .join(" · ");
    const isChanged = others.some((one) => one.doing === "typing");
    if (bar.title === said) return;
    bar.title = said;
    bar.hidden = !said;
    bar.classList.toggle("is-typing", isChanged);
    bar.replaceChildren(icon("users"), make("span", {}, said));
  };
  const { tell, look } = company({ bar, topic: "drawing", doing, show });
  modeler.on("commandStack.changed", () => setTimeout(look));
  let own = 0; // what this tab told comes back to it
  modeler.on("draft.saved", () => {
    if (!document.hidden) own += 1;
    tell("saved");
  });
  document.addEventListener("tantam:live", ({ detail }) => {
    const isOurs = detail.topic === "drawing" && String(detail.id) === bar.dataset.hereId;
    if (!isOurs || detail.doing !== "saved") return;
    if (String(detail.who) === bar.dataset.me && own > 0) own -= 1;
    else heard();
  });
}
