/**
 * Pictures inside `[data-scrolls-together]` scroll as one, each to the same part of its own width and height, and are
 * made larger ("1"), smaller ("-1") and whole again ("0") together by the `[data-enlarge]` buttons there.
 */
import { attach, onClick } from "../attach.js";

const MOST = 4;
const CANVAS = ".compare-canvas";

const part = (at, size, shown) => (size > shown ? at / (size - shown) : 0);

function follow(frame, led) {
  const across = part(led.scrollLeft, led.scrollWidth, led.clientWidth);
  const down = part(led.scrollTop, led.scrollHeight, led.clientHeight);
  for (const other of frame.querySelectorAll(CANVAS)) {
    if (other === led) continue;
    other.scrollLeft = across * (other.scrollWidth - other.clientWidth);
    other.scrollTop = down * (other.scrollHeight - other.clientHeight);
  }
}

let leader = null;
let rest = 0;

addEventListener(
  "scroll",
  ({ target }) => {
    const frame = target instanceof Element ? target.closest("[data-scrolls-together]") : null;
    if (!frame || "guided" in frame.dataset || !target.matches(CANVAS) || (leader && leader !== target)) return;
    leader = target;
    clearTimeout(rest);
    rest = setTimeout(() => {
      leader = null;
    }, 120);
    follow(frame, target);
  },
  { capture: true, passive: true },
);

/* What stands in the middle stays there. */
onClick("[data-enlarge]", (button) => {
  const frame = button.closest("[data-scrolls-together]");
  const by = Number(button.dataset.enlarge);
  const canvases = [...frame.querySelectorAll(CANVAS)];
  const middles = canvases.map((one) => (one.scrollLeft + one.clientWidth / 2) / one.scrollWidth);
  frame.dataset.size = String(by ? Math.min(MOST, Math.max(0, Number(frame.dataset.size ?? 0) + by)) : 0);
  canvases.forEach((one, place) => {
    one.scrollLeft = middles[place] * one.scrollWidth - one.clientWidth / 2;
  });
});

/* What differs first stands in view from the beginning. */
attach("[data-scrolls-together]:not([data-differences])", (frame) => {
  for (const canvas of frame.querySelectorAll(CANVAS)) {
    const first = canvas.querySelector(".dg-changed, .dg-added, .dg-removed");
    if (!first) continue;
    const [shown, around] = [first.getBoundingClientRect(), canvas.getBoundingClientRect()];
    canvas.scrollLeft += shown.left - around.left - (around.width - shown.width) / 2;
    canvas.scrollTop += shown.top - around.top - (around.height - shown.height) / 2;
    follow(frame, canvas);
    return;
  }
});
