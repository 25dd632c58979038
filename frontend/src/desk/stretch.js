/**
 * The keys from one row to another, in the order in which they stand; only the other where the one is not there.
 * @param {string[]} keys as they stand in the list
 * @param {string} from
 * @param {string} to
 */
export function stretch(keys, from, to) {
  const [a, b] = [keys.indexOf(from), keys.indexOf(to)];
  if (a < 0 || b < 0) return [to];
  return keys.slice(Math.min(a, b), Math.max(a, b) + 1);
}
