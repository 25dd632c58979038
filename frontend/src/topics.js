/**
 * Which elements an announcement concerns. `data-live` holds words: a topic ("case", also said "cases")
 * or one thing of it ("case:12").
 * @param {string} wanted the attribute
 * @param {{topic: string, id?: number|string}} event
 */
export function concerns(wanted, { topic, id }) {
  return wanted.split(/\s+/).some((word) => {
    const [name, one] = word.split(":");
    if (name !== topic && name !== `${topic}s`) return false;
    return one === undefined || String(id) === one;
  });
}

/** The topics named by attributes: "cases survey:4" → case, survey. */
export function topicsOf(wanted) {
  return wanted
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word.split(":")[0].replace(/(?<!s)s$/, ""));
}
