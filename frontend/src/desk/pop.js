/** `details[data-pop]`: a menu; Escape, a click elsewhere or a choice closes it, arrows walk in it. */
import { attach } from "../attach.js";

const ITEMS = "a[href], button:not([disabled])";

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-pop][open]")) {
    const item = event.target.closest?.(".pop-item");
    if (!menu.contains(event.target) || (item && !item.dataset.themeChoice)) menu.removeAttribute("open");
  }
});

attach("details[data-pop]", (menu) => {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.stopPropagation();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    menu.open = true;
    const items = [...menu.querySelectorAll(`.pop-list :is(${ITEMS})`)];
    const at = items.indexOf(document.activeElement);
    items[(at + step + items.length) % items.length]?.focus();
  });
});
