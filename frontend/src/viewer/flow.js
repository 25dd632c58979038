/** Where everything was at any moment of a replay: numbers only. A stay is [case, node, way, begun, ended]. */

const BEGUN = 3;
const ENDED = 4;

/** The first of the sorted numbers that is larger than `value`. */
export function after(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What a replay of these stays shows at a moment: how many stand at each node, what is on its way, cases in all. */
export function flowOf(stays, nodes) {
  const byBegin = stays.toSorted((a, b) => a[BEGUN] - b[BEGUN]);
  const begins = byBegin.map((stay) => stay[BEGUN]);
  const come = nodes.map(() => []);
  const gone = nodes.map(() => []);
  for (const stay of stays) {
    come[stay[1]].push(stay[BEGUN]);
    if (stay[ENDED] !== null) gone[stay[1]].push(stay[ENDED]);
  }
  for (const list of [...come, ...gone]) list.sort((a, b) => a - b);
  return {
    /** How many stand at each node, in the order of `nodes`. */
    standing: (at) => nodes.map((_, node) => after(come[node], at) - after(gone[node], at)),
    /** What arrives within `lead` seconds: [way, how much of the way is done, 0 to 1]. */
    moving: (at, lead) => {
      const found = [];
      for (let index = after(begins, at); index < byBegin.length && begins[index] <= at + lead; index++) {
        if (byBegin[index][2] >= 0) found.push([byBegin[index][2], 1 - (begins[index] - at) / lead]);
      }
      return found;
    },
  };
}
