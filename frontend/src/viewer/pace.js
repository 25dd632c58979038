/** When something moves in a replay, and how fast it is played: numbers only, seconds from its beginning. */
import { after } from "./flow.js";

export const ON_THE_WAY = 0.012; // of the whole, so that a dot can be followed with the eyes
const LIVELY_SECONDS = 75; // a working day, at ordinary speed
const WHOLE_SECONDS = 180; // at most, however little moves

/** What there is to know of a replay `length` seconds long; a stay is [case, node, way, begun, ended]. */
export function paceOf(stays, length) {
  const lead = length * ON_THE_WAY;
  const moments = [...new Set(stays.flatMap(([, , , begun, ended]) => [begun, ended ?? -1]))]
    .filter((moment) => moment >= 0 && moment <= length)
    .sort((a, b) => a - b);
  /* A quiet time is kept as long as a dot needs to arrive, and as long again to be seen standing. */
  const lively = moments.reduce(
    (sum, moment, index) => sum + Math.min(moment - (moments[index - 1] ?? 0), 2 * lead),
    0,
  );
  return {
    lead,
    /** Seconds of the replay in one of the clock. */
    rate: Math.max(lively / LIVELY_SECONDS, length / WHOLE_SECONDS),
    /** Where it begins: just before something moves; at the beginning if nothing does. */
    first: Math.max(0, (moments[0] ?? 0) - lead),
    /** The same moment, or the next at which something is on its way: nights and gaps are left out. */
    skipped: (at) => {
      const next = moments[after(moments, at)];
      if (next === undefined) return at > (moments.at(-1) ?? 0) + lead ? length : at;
      const last = moments[after(moments, at) - 1] ?? Number.NEGATIVE_INFINITY;
      return at > last + lead ? Math.max(at, next - lead) : at;
    },
  };
}
