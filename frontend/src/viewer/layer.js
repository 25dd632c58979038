/** The layer over a drawing on which a replay moves: dots on the lines, how many stand at each step. */
const SVG = "http://www.w3.org/2000/svg";
const PIECES = 48;
const MOST_DOTS = 400;

export function layerOver(map, { nodes, ways }) {
  const layer = map.canvas().querySelector("[data-map-flow]");
  const drawing = map.drawing();
  layer.setAttribute("viewBox", drawing.getAttribute("viewBox"));
  layer.replaceChildren();
  const lines = ways.map((way) => pointsOf(drawing, way));
  const counts = nodes.map((node) => countAt(layer, drawing, node));
  const dots = [];

  return {
    stand: (standing) =>
      standing.forEach((count, index) => {
        counts[index]?.(count);
      }),
    move: (moving) => {
      const seen = moving.slice(0, MOST_DOTS).filter(([way]) => lines[way]);
      while (dots.length < seen.length) dots.push(dotOn(layer));
      dots.forEach((dot, index) => {
        dot.toggleAttribute("hidden", index >= seen.length);
        if (index >= seen.length) return;
        const [way, part] = seen[index];
        const { x, y } = lines[way][Math.round(part * PIECES)];
        dot.setAttribute("cx", x);
        dot.setAttribute("cy", y);
      });
    },
    clear: () => layer.replaceChildren(),
  };
}

function pointsOf(drawing, way) {
  const line = drawing.querySelector(`[data-flow="${CSS.escape(way)}"] path.dg-line`);
  if (!line) return null;
  const length = line.getTotalLength();
  return Array.from({ length: PIECES + 1 }, (_, index) => {
    const { x, y } = line.getPointAtLength((length * index) / PIECES);
    return { x: x.toFixed(1), y: y.toFixed(1) };
  });
}

function dotOn(layer) {
  const dot = document.createElementNS(SVG, "circle");
  dot.setAttribute("class", "flow-dot");
  dot.setAttribute("r", "5");
  layer.append(dot);
  return dot;
}

/** A function that shows how many stand at a node, at its corner. */
function countAt(layer, drawing, node) {
  const shape = drawing.querySelector(`[data-node="${CSS.escape(node)}"] .dg-shape`);
  if (!shape) return null;
  const { x, y, width } = shape.getBBox();
  const group = document.createElementNS(SVG, "g");
  const pill = document.createElementNS(SVG, "rect");
  const text = document.createElementNS(SVG, "text");
  group.setAttribute("class", "flow-count");
  pill.setAttribute("height", "20");
  pill.setAttribute("rx", "10");
  pill.setAttribute("y", y - 12);
  text.setAttribute("y", y + 2.5);
  text.setAttribute("x", x + width - 4);
  text.setAttribute("text-anchor", "middle");
  text.setAttribute("font-size", "13");
  group.append(pill, text);
  layer.prepend(group);
  let shown = 0;
  group.toggleAttribute("hidden", true);
  return (count) => {
    if (count === shown) return;
    shown = count;
    group.toggleAttribute("hidden", !count);
    text.textContent = String(count);
    const room = Math.max(20, 10 + 8 * text.textContent.length);
    pill.setAttribute("width", room);
    pill.setAttribute("x", x + width - 4 - room / 2);
  };
}
