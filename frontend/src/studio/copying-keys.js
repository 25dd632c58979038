/** A pasted pool is a process of its own: it cannot have the key that another one has, here or in the house. */

const LONGEST = 20; // the server's own measure of a key
const KEYED = "tantam:Process";

const keyed = (process) => process?.extensionElements?.values?.find(({ $type }) => $type === KEYED);

/**
 * Gives pasted processes free keys.
 * @param {{pools: object[], definitions: object, isHere: boolean, known: string[]}} options pasted participants, the
 *   drawing they go to, whether they come from it (what was cut there keeps its key), keys of the house's processes
 * @returns {{name: string, was: string, is: string}[]} whose keys are others now
 */
export function rekeyed({ pools, definitions, isHere, known = [] }) {
  const drawn = definitions.get("rootElements").map((root) => keyed(root)?.key);
  const taken = new Set(drawn.filter(Boolean));
  const changed = [];
  for (const pool of pools) {
    const own = keyed(pool.processRef);
    if (!own?.key) continue;
    const was = own.key;
    if (taken.has(was) || !isHere) own.key = freeKey(was, (key) => taken.has(key) || known.includes(key));
    taken.add(own.key);
    if (own.key !== was) changed.push({ name: pool.name || pool.processRef.name || "", was, is: own.key });
  }
  return changed;
}

/**
 * One process of a drawing runs. A pasted one rests where another one does already; nobody could publish it otherwise.
 * @returns {string[]} the names of those that rest now
 */
export function rested({ pools, definitions }) {
  let isRunning = definitions.get("rootElements").some(({ isExecutable }) => isExecutable);
  const resting = [];
  for (const { name, processRef } of pools.filter((pool) => pool.processRef.isExecutable)) {
    if (isRunning) {
      processRef.isExecutable = false;
      resting.push(name || processRef.name || processRef.id);
    }
    isRunning = true;
  }
  return resting;
}

function freeKey(key, isTaken) {
  let number = 2;
  const next = () => `${key.slice(0, LONGEST - 1 - String(number).length)}-${number}`;
  while (isTaken(next())) number += 1;
  return next();
}
