/** Whether a drawing that the browser kept is worth offering: only what is newer than what is saved. */

/**
 * @param {{revision: number, base: number, at: number}} copy what was kept: on which saved drawing, and when (ms)
 * @param {{revision: number, base: number, savedAt: number}} saved what stands on the server; `savedAt` in ms, 0 where
 *   there is no draft
 */
export function isNewer(copy, { revision, base, savedAt }) {
  if (copy.revision === revision && copy.base === base) return true; // drawn on the very one that is saved
  return (copy.at ?? 0) > savedAt;
}

/**
 * What stands only in one of two drawings, by name.
 * @param {Map<string, string>} kept @param {Map<string, string>} here names by element id, both
 */
export function namesApart(kept, here) {
  const only = (one, other) => [...one].filter(([id]) => !other.has(id)).map(([, name]) => name);
  const renamed = [...kept].filter(([id, name]) => here.has(id) && here.get(id) !== name).map(([, name]) => name);
  return { kept: [...only(kept, here), ...renamed], here: only(here, kept) };
}
