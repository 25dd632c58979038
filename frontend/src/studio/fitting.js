/** The whole drawing in view, clear of the palette on the left; or, when it is opened, its beginning large enough to read. */
const PALETTE = 84;
const MARGIN = 28;
/** What can be done with an element stands at its right, the outermost one's too. */
const PAD = 84;
const MOST = 1.15;
export const READABLE = 0.7;

/**
 * What gets the focus outside the frame makes the browser scroll it, and the drawing would be cut off: the drawing moves
 * instead.
 */
export function neverScrolled(modeler) {
  const canvas = modeler.get("canvas");
  const frame = canvas.getContainer();
  frame.addEventListener("scroll", () => {
    const [dx, dy] = [-frame.scrollLeft, -frame.scrollTop];
    if (!dx && !dy) return;
    frame.scrollTo(0, 0);
    canvas.scroll({ dx, dy });
  });
}

/** @param {{least?: number}} options the smallest scale: what does not fit then begins at its upper left corner */
export function fit(modeler, { least = 0 } = {}) {
  const canvas = modeler.get("canvas");
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const [left, right] = modeler.get("palette", false) ? [PALETTE, PAD] : [MARGIN, MARGIN];
  const width = outer.width - left - right;
  const height = outer.height - 2 * MARGIN;
  const scale = Math.max(least, Math.min(width / inner.width, height / inner.height, MOST));
  const spare = (room, needed) => Math.max(0, (room - needed * scale) / 2);
  canvas.viewbox({
    x: inner.x - (left + spare(width, inner.width)) / scale,
    y: inner.y - (MARGIN + spare(height, inner.height)) / scale,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}
