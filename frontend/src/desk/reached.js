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

const watched = new ResizeObserver((seen) => {
  for (const { target } of seen) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else if (!target.role) target.removeAttribute("tabindex");
  }
});

attach(".table-scroll", (frame) => watched.observe(frame));
