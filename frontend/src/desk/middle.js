/** Where in two pictures beside each other something stands, brought into the middle of both. */

/**
 * @param {HTMLElement} frame that holds both; while it says `data-guided` none follows the other
 * @param {HTMLElement[]} canvases what scrolls
 * @param {Array<?Element>} found in each what is to be seen; where it is in one only, the other shows the same part
 */
export function middle(frame, canvases, found) {
  frame.dataset.guided = "";
  const places = canvases.map((canvas, at) => (found[at] ? placeOf(canvas, found[at]) : null));
  canvases.forEach((canvas, at) => {
    const place = places[at] ?? places.find(Boolean);
    if (!place) return;
    canvas.scrollLeft = place.across * canvas.scrollWidth - canvas.clientWidth / 2;
    canvas.scrollTop = place.down * canvas.scrollHeight - canvas.clientHeight / 2;
  });
  setTimeout(() => delete frame.dataset.guided, 200);
}

/** The middle of an element as a part of the whole picture. */
function placeOf(canvas, element) {
  const [one, around] = [element.getBoundingClientRect(), canvas.getBoundingClientRect()];
  return {
    across: (one.left - around.left + canvas.scrollLeft + one.width / 2) / canvas.scrollWidth,
    down: (one.top - around.top + canvas.scrollTop + one.height / 2) / canvas.scrollHeight,
  };
}

/** Whether a key belongs to a field, a dialog or the browser. */
export function isTyping({ target, ctrlKey, metaKey, altKey }) {
  return (
    ctrlKey || metaKey || altKey || Boolean(target.closest?.("input, textarea, select, [contenteditable], dialog"))
  );
}
