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

/* `data-zoom="1"` makes the picture of its `[data-zooms]` larger, "-1" smaller, "0" fits it; it stands outside of what is refreshed. */
const MOST = 3;
onClick("[data-zoom]", (button) => {
  const frame = button.closest("[data-zooms]");
  const by = Number(button.dataset.zoom);
  const step = by ? Math.min(MOST, Math.max(0, Number(frame.dataset.zoomStep ?? 0) + by)) : 0;
  frame.dataset.zoomStep = String(step);
});

/* `data-alone` gives the picture the whole window; the same again, or Escape, gives it back. */
const alone = (frame, on) => {
  if (on) frame.dataset.alone = "";
  else delete frame.dataset.alone;
  for (const button of frame.querySelectorAll("button[data-alone]")) button.setAttribute("aria-pressed", String(on));
};
onClick("button[data-alone]", (button) => {
  const frame = button.closest("[data-zooms]");
  alone(frame, !("alone" in frame.dataset));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  for (const frame of document.querySelectorAll("[data-zooms][data-alone]")) alone(frame, false);
});
