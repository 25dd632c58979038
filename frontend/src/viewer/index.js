/**
 * The heat map and other large drawings, loaded on their pages only. `[data-viewer]` is the page, `[data-map]` the
 * frame around the drawing, which the server draws as large as its smallest letters need, `data-worst` the element to
 * begin with (`data-viewer="whole"`: all of it), `[data-map-mini]` the corner for the small copy, `[data-zoom]` the buttons ("fit", "readable", "1", "-1").
 */
import { attach } from "../attach.js";
import { freshOn } from "./fresh.js";
import { hold } from "./hands.js";
import { mapIn } from "./map.js";
import { miniOf } from "./mini.js";
import "./opening.js";
import { pairUp } from "./pair.js";

attach("[data-viewer]", (page) => {
  const map = mapIn(page);
  const mini = miniOf(page, map);
  const fresh = freshOn(page);
  hold(page, map);
  const pair = page.closest("[data-map-pair]");

  page.addEventListener("click", (event) => {
    const zoom = event.target.closest("[data-zoom]");
    if (zoom) map.zoom(zoom.dataset.zoom);
    const alone = event.target.closest("button[data-alone]");
    if (alone) setAlone(page, !("alone" in page.dataset));
  });
  let replay = null;
  page.addEventListener("click", (event) => {
    if (event.target.closest("[data-replay-opens]")) openReplay();
  });
  async function openReplay() {
    replay ??= (await import("./replay.js")).replayOn(page, map);
    replay.open();
  }
  document.addEventListener("htmx:before:swap", fresh.note);
  document.addEventListener("htmx:after:settle", () => {
    map.lay();
    mini.copy();
    fresh.mark();
    countIncidents(page);
    replay?.follow();
  });
  document.fonts.ready.then(() => {
    map.lay();
    mini.copy();
  });
  map.lay();
  mini.copy();
  if (pair) pairUp(pair, map);
  if (new URLSearchParams(location.search).has("replay") && page.querySelector("[data-replay-opens]")) openReplay();
});

/* The tab stands above what is fetched anew; it says the same number. */
function countIncidents(page) {
  const said = page.querySelector("[data-incidents]")?.dataset.incidents;
  const tab = page.querySelector("[data-open-incidents]");
  if (!said || !tab) return;
  tab.textContent = said;
  tab.hidden = said === "0";
}

/* `data-alone` gives the picture the whole window; the same again, or Escape, gives it back. */
function setAlone(page, on) {
  if (on) page.dataset.alone = "";
  else delete page.dataset.alone;
  for (const button of page.querySelectorAll("button[data-alone]")) button.setAttribute("aria-pressed", String(on));
  dispatchEvent(new Event("resize"));
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  for (const page of document.querySelectorAll("[data-viewer][data-alone]")) setAlone(page, false);
});
