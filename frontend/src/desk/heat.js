/** A click on a step of the drawing in `[data-heat]` is one on its line in the table: the sheet opens beside. */
import { onClick } from "../attach.js";

onClick("[data-heat] a.dg-link", (link, event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const address = link.getAttribute("href");
  const line = [...link.closest("[data-heat]").querySelectorAll("[data-opens]")].find(
    (one) => one.getAttribute("href") === address,
  );
  if (!line) return;
  event.preventDefault();
  line.click();
});
