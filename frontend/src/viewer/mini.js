/** The whole drawing no larger than a hand's palm, with the part that is seen: for drawings larger than their frame. */
const SVG = "http://www.w3.org/2000/svg";
const LEFT_OUT = "text, title, .dg-sign, .dg-share, .dg-pill, .dg-figure, .dg-head";

export function miniOf(page, map) {
  const corner = () => page.querySelector("[data-map-mini]");
  const seen = document.createElementNS(SVG, "rect");
  seen.setAttribute("class", "map-seen");
  let small = null;

  /** Copy the shapes; whoever cannot see them has the table. */
  function copy() {
    if (!corner() || !map.drawing()) return;
    small = document.createElementNS(SVG, "svg");
    small.setAttribute("class", "dg");
    small.setAttribute("viewBox", map.drawing().getAttribute("viewBox"));
    for (const part of map.drawing().children) {
      const plain = part.localName === "a" ? part.firstElementChild : part;
      if (plain) small.append(plain.cloneNode(true));
    }
    for (const part of small.querySelectorAll(LEFT_OUT)) part.remove();
    for (const part of small.querySelectorAll("[data-node], [data-flow]")) {
      delete part.dataset.node;
      delete part.dataset.flow;
    }
    small.append(seen);
    corner().replaceChildren(small);
    follow();
  }

  function follow() {
    const [frame, drawing] = [map.canvas(), map.drawing()];
    if (!small || !frame || !drawing) return;
    const [outer, box] = [frame.getBoundingClientRect(), drawing.getBoundingClientRect()];
    const { x, y, width, height } = drawing.viewBox.baseVal;
    const scale = box.width / width || 1;
    const left = Math.max(0, (outer.left - box.left) / scale);
    const top = Math.max(0, (outer.top - box.top) / scale);
    const right = Math.min(width, (outer.left + frame.clientWidth - box.left) / scale);
    const bottom = Math.min(height, (outer.top + frame.clientHeight - box.top) / scale);
    const edges = { x: x + left, y: y + top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
    for (const [name, value] of Object.entries(edges)) seen.setAttribute(name, value.toFixed(1));
    corner().hidden = edges.width > width - 2 && edges.height > height - 2;
  }

  function go(event) {
    const box = small.getBoundingClientRect();
    const paper = map.drawing().getBoundingClientRect();
    const frame = map.canvas();
    const outer = frame.getBoundingClientRect();
    const [across, down] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    frame.scrollTo({
      left: paper.left - outer.left + frame.scrollLeft + across * paper.width - frame.clientWidth / 2,
      top: paper.top - outer.top + frame.scrollTop + down * paper.height - frame.clientHeight / 2,
      behavior: "instant",
    });
  }

  page.addEventListener("pointerdown", (event) => {
    if (event.button || !event.target.closest("[data-map-mini]")) return;
    event.preventDefault();
    corner().setPointerCapture(event.pointerId);
    go(event);
  });
  page.addEventListener("pointermove", (event) => {
    if (corner()?.hasPointerCapture(event.pointerId)) go(event);
  });
  page.addEventListener("scroll", follow, { capture: true, passive: true });
  addEventListener("resize", follow);
  map.onShown(follow);
  return { copy };
}
