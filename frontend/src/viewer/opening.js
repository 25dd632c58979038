/** A click on a step of the drawing in `[data-heat]` opens its sheet beside; with a modifier key its own page. */
import { onClick } from "../attach.js";

onClick("[data-heat] a.dg-link", (link, event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  event.preventDefault();
  const address = link.getAttribute("href");
  const opener = document.createElement("a");
  opener.href = address;
  opener.hidden = true;
  opener.setAttribute("hx-get", address);
  opener.setAttribute("hx-target", "#side-body");
  opener.dataset.opens = "side";
  document.body.append(opener);
  opener.dispatchEvent(new CustomEvent("tantam:arrived", { bubbles: true }));
  opener.click();
  setTimeout(() => opener.remove());
});
