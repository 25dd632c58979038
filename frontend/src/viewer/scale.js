/** How large a drawing is shown, and where its frame stands over it: numbers only, all lengths in CSS pixels. */

export const MOST = 3;
const LARGEST_AT_FIRST = 1.4;
const STEP = 1.25;

/** The scale at which all of a drawing (`view`, in its own units) is seen in a frame. */
export const fitting = (view, room) => Math.min(room.width / view.width, room.height / view.height, LARGEST_AT_FIRST);

/** The scale to begin with: readable letters, larger where there is room. */
export const beginning = (view, room, readable) => Math.max(readable, fitting(view, room));

/** One step larger (`by` 1) or smaller (-1), never smaller than what fits and never beyond what helps. */
export const stepped = (scale, by, least) => within(scale * STEP ** by, least);

/** A scale that somebody asked for with fingers or wheel, kept between what fits and what helps. */
export const within = (scale, least) => Math.min(MOST, Math.max(Math.min(least, 1), scale));

/** Where to scroll so that the point `at` (from the frame's edge) stays where it is when the scale changes. */
export const held = ({ scroll, at, from, to }) => ((scroll + at) * to) / from - at;

/** Where to scroll so that nothing moves although the drawing's corner went `from` one point `to` another. */
export const shifted = ({ left, top }, { from, to, scale }) => ({
  left: left + (from.x - to.x) * scale,
  top: top + (from.y - to.y) * scale,
});

/** Where to scroll so that `middle` (in the drawing's pixels) stands in the middle of a frame of `room`. */
export const centred = (middle, room) => Math.max(0, middle - room / 2);

/** Where another picture scrolls so that it shows the same part: of each the whole size and what its frame shows. */
export const alongside = (scroll, [whole, shown], [otherWhole, otherShown]) =>
  whole > shown ? (scroll / (whole - shown)) * Math.max(0, otherWhole - otherShown) : 0;
