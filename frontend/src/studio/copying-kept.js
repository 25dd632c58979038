/** What was copied last, in this browser: every tab and window of the studio sees it; needs no leave of the clipboard. */

const KEY = "tantam-copied";
export const CLIP_TYPE = "application/x-tantam-steps+json";
let inThisTab = null;

/** @returns {boolean} whether other tabs can paste it, too */
export function keepCopied(copied) {
  inThisTab = { ...copied, at: Date.now() };
  try {
    localStorage.setItem(KEY, JSON.stringify(inThisTab));
    return true;
  } catch {
    return false; // no room or no leave: this tab has it
  }
}

/** The latest of what this tab, another one, or the clipboard (as text) holds; null where nothing was copied. */
export function lastCopied(fromClipboard = "") {
  let kept = null;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    // this tab's own is left
  }
  const all = [inThisTab, read(kept), read(fromClipboard)].filter((one) => one?.format && one.xml && one.places);
  return all.sort((one, other) => other.at - one.at)[0] ?? null;
}

/** Calls when another tab has copied. */
export function onCopiedElsewhere(act) {
  addEventListener("storage", ({ key }) => key === KEY && act());
}

function read(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
