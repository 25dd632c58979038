/** What a page asks for by itself, and answers behind which nobody is. */

/* What nobody asked for just now. */
const UNASKED = new Set(["live", "every", "intersect", "load"]);
/* A gateway in front answers so while the server behind it is away. */
const GONE = new Set([502, 503, 504]);

/** Whether a request was begun by the page itself and not by somebody. */
export function isUnasked(ctx) {
  return UNASKED.has(ctx?.sourceEvent?.type);
}

/** Whether an answer says that there is nobody behind it. */
export function isGone(status) {
  return GONE.has(status);
}
