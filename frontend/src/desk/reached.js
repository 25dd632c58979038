/**
 * What lies beyond the edge is reached: the tab of the page one is on is scrolled into sight, and a table wider than its
 * frame takes the keyboard's focus, so that arrow keys move it.
 */
import { attach } from "../attach.js";

attach(".tabs-line", (tabs) => {
  const here = tabs.querySelector("[aria-current]");
  if (!here || tabs.scrollWidth <= tabs.clientWidth) return;
  const [frame, tab] = [tabs.getBoundingClientRect(), here.getBoundingClientRect()];
  tabs.scrollLeft += tab.left - frame.left - (frame.width - tab.width) / 2;
});

function reach(frame) {
  if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
  else if (!frame.role) frame.removeAttribute("tabindex");
}

const watched = new ResizeObserver((seen) => {
  for (const { target } of seen) reach(target);
});

attach(".table-scroll", (frame) => watched.observe(frame));
/* A morph takes back what the server did not write. */
document.addEventListener("htmx:after:swap", () => {
  for (const frame of document.querySelectorAll(".table-scroll")) reach(frame);
});
