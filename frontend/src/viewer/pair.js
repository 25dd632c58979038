/**
 * Two drawings to be compared, in `[data-map-pair]`: what is done to one happens to the other, each by its own size.
 * Whoever moves leads for a moment, so that the other's following moves nothing back.
 */
import { alongside } from "./scale.js";

const LEADS_MS = 150;
const pairs = new WeakMap();

export function pairUp(pair, map) {
  const maps = pairs.get(pair) ?? { all: [], leader: null, rest: 0 };
  pairs.set(pair, maps);
  maps.all.push(map);
  const lead = (scales) => {
    if (maps.leader && maps.leader !== map) return;
    maps.leader = map;
    clearTimeout(maps.rest);
    maps.rest = setTimeout(() => {
      maps.leader = null;
    }, LEADS_MS);
    for (const other of maps.all) if (other !== map && other.scale()) follow(map, other, scales);
  };
  map.onShown(() => lead(true));
  map.canvas().addEventListener("scroll", () => lead(false), { passive: true });
}

function follow(led, other, scales) {
  if (scales) other.to((other.least() * led.scale()) / led.least());
  const [from, to] = [led.canvas(), other.canvas()];
  to.scrollTo({
    left: alongside(from.scrollLeft, [from.scrollWidth, from.clientWidth], [to.scrollWidth, to.clientWidth]),
    top: alongside(from.scrollTop, [from.scrollHeight, from.clientHeight], [to.scrollHeight, to.clientHeight]),
    behavior: "instant",
  });
}
