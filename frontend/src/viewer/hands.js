/** Mouse, fingers, wheel and keys on the drawing of a page. */

const BY_KEY = { "+": "1", "=": "1", "-": "-1", 0: "fit", 1: "readable" };
const MEANT = 4; // pixels: less is a click

export function hold(page, map) {
  const within = (event) => event.target.closest?.("[data-map]");
  const at = (event) => {
    const box = map.canvas().getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  page.addEventListener("keydown", (event) => {
    if (!within(event) || event.ctrlKey || event.metaKey || event.altKey || !BY_KEY[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    map.zoom(BY_KEY[event.key]);
  });

  page.addEventListener(
    "wheel",
    (event) => {
      if (!within(event) || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      map.to(map.scale() * Math.exp(-event.deltaY / (event.deltaMode ? 12 : 240)), at(event));
    },
    { passive: false },
  );

  page.addEventListener("dragstart", (event) => within(event) && event.preventDefault());
  drag(page, map, within);
  pinch(page, map, within);
}

/* One finger scrolls by itself; the mouse takes hold of the paper. */
function drag(page, map, within) {
  let held = null;
  page.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button || !within(event)) return;
    const { scrollLeft, scrollTop } = map.canvas();
    held = { x: event.clientX, y: event.clientY, scrollLeft, scrollTop, moved: false };
  });
  addEventListener("pointermove", (event) => {
    if (!held) return;
    const x = event.clientX - held.x;
    const y = event.clientY - held.y;
    if (!held.moved && Math.hypot(x, y) < MEANT) return;
    held.moved = true;
    page.dataset.dragged = "";
    map.canvas().scrollTo({ left: held.scrollLeft - x, top: held.scrollTop - y, behavior: "instant" });
  });
  const loose = () => {
    if (held?.moved) addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", stop, { capture: true }));
    held = null;
    delete page.dataset.dragged;
  };
  const stop = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("pointerup", loose);
  addEventListener("pointercancel", loose);
}

function pinch(page, map, within) {
  let begun = null;
  const spread = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
  const middle = ([a, b]) => {
    const box = map.canvas().getBoundingClientRect();
    return { x: (a.clientX + b.clientX) / 2 - box.left, y: (a.clientY + b.clientY) / 2 - box.top };
  };
  page.addEventListener(
    "touchstart",
    (event) => {
      begun =
        within(event) && event.touches.length === 2 ? { spread: spread(event.touches), scale: map.scale() } : null;
    },
    { passive: true },
  );
  page.addEventListener(
    "touchmove",
    (event) => {
      if (!begun || event.touches.length !== 2) return;
      event.preventDefault();
      map.to((begun.scale * spread(event.touches)) / begun.spread, middle(event.touches));
    },
    { passive: false },
  );
  page.addEventListener("touchend", () => {
    begun = null;
  });
}
