/**
 * Which entries of a list may stay where they stand, so that as few as possible are moved: a longest increasing
 * subsequence of their places (patience sorting, n log n).
 * @param {Array<number>} places where each wanted entry stands now, -1 where it does not stand there yet
 * @returns {Set<number>} indices into `places`
 */
export function staying(places) {
  const ends = []; // index of the entry that ends the best run of each length
  const before = new Array(places.length).fill(-1);
  places.forEach((place, at) => {
    if (place < 0) return;
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (places[ends[middle]] < place) low = middle + 1;
      else high = middle;
    }
    if (low) before[at] = ends[low - 1];
    ends[low] = at;
  });
  const found = new Set();
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at]) found.add(at);
  return found;
}
