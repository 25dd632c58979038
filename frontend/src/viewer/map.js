/**
 * The drawing in its frame: as large as its letters need, dragged, zoomed by buttons, keys, two fingers or the wheel
 * with Ctrl. The frame scrolls by itself, so that arrows, one finger and what is focused work as everywhere.
 *
 * What is set stands on the page around (`--map-width`, `--map-height`), which is never fetched anew: live pictures
 * are patched under it and neither scroll nor zoom jumps.
 */
import { beginning, centred, fitting, held, shifted, stepped, within } from "./scale.js";

const LEAST_SHOWN = 160;
const BELOW = 64; // the rooms at the foot of a phone

export function mapIn(page) {
  let scale = 0;
  let known = "";
  let asked = ""; // the question that `known` answers
  let paper = null; // where the drawing's own corner is
  let isWhole = false; // all of it was asked for: it stays all of it in a frame of another size
  const heard = [];
  const canvas = () => page.querySelector("[data-map]");
  const drawing = () => canvas().querySelector(":scope > svg");
  const view = () => drawing().viewBox.baseVal;
  const readable = () => Number(drawing().getAttribute("width")) / view().width || 1; // as the server drew it

  function room() {
    const frame = canvas();
    const most = "alone" in page.dataset ? frame.clientHeight : Number.parseFloat(getComputedStyle(frame).maxHeight);
    return { width: frame.clientWidth - 16, height: (most || frame.clientHeight) - 16 };
  }

  const smallest = () => fitting(view(), room());

  function show(to, at) {
    const frame = canvas();
    const point = at ?? { x: frame.clientWidth / 2, y: frame.clientHeight / 2 };
    const from = scale || readable();
    const left = held({ scroll: frame.scrollLeft, at: point.x, from, to });
    const top = held({ scroll: frame.scrollTop, at: point.y, from, to });
    scale = to;
    page.style.setProperty("--map-width", `${Math.round(view().width * to)}px`);
    page.style.setProperty("--flow-scale", Math.max(1, 0.9 / to).toFixed(2)); // what moves is seen in the whole, too
    page.dataset.scaled = "";
    frame.scrollTo({ left, top, behavior: "instant" });
    tell();
  }

  function tell() {
    for (const listener of heard) listener();
  }

  /** Bring an element into the middle; without one the beginning of the drawing. */
  function look(node) {
    const frame = canvas();
    const found = node && drawing().querySelector(`[data-node="${CSS.escape(node)}"]`);
    if (!found) {
      frame.scrollTo({ left: 0, top: 0, behavior: "instant" });
      return;
    }
    const box = found.getBoundingClientRect();
    const outer = frame.getBoundingClientRect();
    /* On a phone the frame begins far down: what is looked for stands in the part that the window shows. */
    const shown = Math.max(LEAST_SHOWN, Math.min(frame.clientHeight, innerHeight - outer.top - BELOW));
    frame.scrollTo({
      left: centred(box.left - outer.left + frame.scrollLeft + box.width / 2, frame.clientWidth),
      top: centred(box.top - outer.top + frame.scrollTop + box.height / 2, shown),
      behavior: "instant",
    });
  }

  /* What is looked at, as its live part asks for it: the same again is the same picture, whatever its signs cover. */
  const question = () => canvas().closest("[hx-get]")?.getAttribute("hx-get") ?? "";

  /* Signs at the edge have come or gone and the paper has grown or shrunk: nothing moves under the eyes. */
  function shift(from) {
    const { scrollLeft, scrollTop } = canvas();
    page.style.setProperty("--map-width", `${Math.round(view().width * scale)}px`);
    const { left, top } = shifted({ left: scrollLeft, top: scrollTop }, { from, to: view(), scale });
    canvas().scrollTo({ left, top, behavior: "instant" });
  }

  /** Lay it out when it is first seen, and anew when it has become another drawing. */
  function lay() {
    if (!canvas() || !drawing()) return;
    const { x, y, width, height } = view();
    const now = [x, y, width, height].join(" ");
    if (now !== known && asked && asked === question()) {
      shift(paper);
      known = now;
    } else if (now !== known) {
      known = now;
      asked = question();
      page.style.removeProperty("--map-height");
      isWhole = page.dataset.viewer === "whole" && matchMedia("(width >= 80rem)").matches;
      show(isWhole ? smallest() : beginning(view(), room(), readable()));
      page.style.setProperty("--map-height", `${canvas().offsetHeight}px`);
      if (!recall()) look(canvas().dataset.worst);
    }
    paper = { x, y };
    tell();
  }

  const place = () => `tantam-map:${location.pathname}`;
  function keep() {
    if (!canvas()) return; // nothing was drawn: nothing is done yet
    const { scrollLeft, scrollTop } = canvas();
    sessionStorage.setItem(place(), JSON.stringify({ known, scale, scrollLeft, scrollTop }));
  }
  /* Who comes back from a ticket finds the place again; who comes anew is shown where it hurts. */
  function recall() {
    const kept = JSON.parse(sessionStorage.getItem(place()) ?? "null");
    sessionStorage.removeItem(place());
    const [entry] = performance.getEntriesByType("navigation");
    if (kept?.known !== known || entry?.type === "navigate") return false;
    show(kept.scale);
    canvas().scrollTo({ left: kept.scrollLeft, top: kept.scrollTop, behavior: "instant" });
    return true;
  }
  addEventListener("pagehide", keep);
  addEventListener("resize", () => {
    if (isWhole && canvas()?.isConnected && drawing()) show(smallest());
  });

  function zoom(how, at) {
    isWhole = how === "fit";
    if (isWhole) show(smallest());
    else if (how === "tall") {
      show(Math.max(smallest(), Math.min(readable(), room().height / view().height)));
      look(canvas().dataset.worst);
    } else if (how === "readable") {
      show(Math.max(readable(), Math.min(smallest(), 1.4)), at);
      if (!at) look(canvas().dataset.worst);
    } else show(stepped(scale, Number(how), smallest()), at);
  }

  return {
    canvas,
    drawing,
    lay,
    look,
    zoom,
    scale: () => scale,
    least: smallest,
    to: (wanted, at) => {
      isWhole = wanted === smallest();
      show(within(wanted, smallest()), at);
    },
    /** How it stands: what `put` brings back. */
    kept: () => ({ known, scale, left: canvas().scrollLeft, top: canvas().scrollTop }),
    put: (kept) => {
      if (kept?.known !== known) return;
      show(kept.scale);
      canvas().scrollTo({ left: kept.left, top: kept.top, behavior: "instant" });
    },
    onShown: (listener) => heard.push(listener),
  };
}
