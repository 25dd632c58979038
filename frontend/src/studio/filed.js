/** The drawing as a file, written once between two changes for all who ask: the check, the copy, the formulas. */

const WAIT_MS = 1_000;
const FIRST = 5_000;
const CHANGES = ["elements.changed", "commandStack.changed", "import.parse.start", "import.done"];
const known = new WeakMap();

/**
 * @param {object} modeler
 * @returns {Promise<string>} the BPMN as it stands now
 */
export function fileOf(modeler) {
  if (!known.has(modeler)) {
    const forget = () => {
      known.set(modeler, undefined); // and nothing returned: that would end the event
    };
    forget();
    for (const name of CHANGES) modeler.on(name, FIRST, forget);
  }
  if (!known.get(modeler)) {
    const written = modeler.saveXML({ format: true }).then(({ xml }) => xml);
    known.set(modeler, written);
    written.catch(() => known.get(modeler) === written && known.set(modeler, undefined));
  }
  return known.get(modeler);
}

/** Does it while nobody types or draws, at the latest after a second. */
export function whenIdle(act) {
  if (window.requestIdleCallback) requestIdleCallback(act, { timeout: WAIT_MS });
  else setTimeout(act);
}
