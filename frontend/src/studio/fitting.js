/** The whole drawing in view, clear of the palette on the left. */
const PALETTE = 84;
const MARGIN = 28;
const MOST = 1.15;

export function fit(modeler) {
  const canvas = modeler.get("canvas");
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const left = modeler.get("palette", false) ? PALETTE : MARGIN;
  const width = outer.width - left - MARGIN;
  const height = outer.height - 2 * MARGIN;
  const scale = Math.min(width / inner.width, height / inner.height, MOST);
  canvas.viewbox({
    x: inner.x - (left + (width - inner.width * scale) / 2) / scale,
    y: inner.y - (MARGIN + (height - inner.height * scale) / 2) / scale,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}
