/** Pictures inside `[data-scrolls-together]` scroll as one: each to the same part of its own width and height. */
const part = (at, size, shown) => (size > shown ? at / (size - shown) : 0);

let led = null;
let rest = 0;

addEventListener(
  "scroll",
  ({ target }) => {
    const frame = target instanceof Element ? target.closest("[data-scrolls-together]") : null;
    if (!frame || (led && led !== target)) return;
    led = target;
    clearTimeout(rest);
    rest = setTimeout(() => {
      led = null;
    }, 120);
    const across = part(target.scrollLeft, target.scrollWidth, target.clientWidth);
    const down = part(target.scrollTop, target.scrollHeight, target.clientHeight);
    for (const other of frame.querySelectorAll(".heat-canvas")) {
      if (other === target) continue;
      other.scrollLeft = across * (other.scrollWidth - other.clientWidth);
      other.scrollTop = down * (other.scrollHeight - other.clientHeight);
    }
  },
  { capture: true, passive: true },
);
