/**
 * One difference of two drawings after the other: `[data-differences]` holds both pictures (`.compare-canvas`), buttons
 * (`data-steps` "1", "-1") and what is said of the one shown (`[data-shown]`); the rows of the list beside it name
 * their element (`data-differs`). j and k go on and back, as in every list of the house.
 */
import { attach } from "../attach.js";
import { isTyping, middle } from "./middle.js";

const READABLE = 1.1; // pixels a unit of the drawing, at which its smallest letters can be read

attach("[data-differences]", (frame) => {
  const rows = [...document.querySelectorAll("[data-differs]")];
  const canvases = [...frame.querySelectorAll(".compare-canvas")];
  const said = frame.querySelector("[data-shown]");
  let at = -1;

  for (const canvas of canvases) {
    const svg = canvas.querySelector("svg");
    const width = svg?.viewBox.baseVal.width;
    if (width) canvas.style.setProperty("--readable", `${Math.round(width * READABLE)}px`);
  }

  function show(next) {
    if (!rows.length) return;
    at = (next + rows.length) % rows.length;
    const row = rows[at];
    rows.forEach((one, place) => {
      if (place === at) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    });
    for (const one of frame.querySelectorAll(".is-pointed")) one.classList.remove("is-pointed");
    const found = canvases.map((canvas) => elementOf(canvas, row.dataset.differs));
    middle(frame, canvases, found);
    for (const one of found) one?.classList.add("is-pointed");
    said.textContent = `${at + 1}/${rows.length} · ${row.dataset.says}`;
  }

  frame.addEventListener("click", (event) => {
    const button = event.target.closest("[data-steps]");
    if (button) show(at + Number(button.dataset.steps));
  });
  rows.forEach((row, place) => {
    row.querySelector("[data-points]")?.addEventListener("click", () => {
      show(place);
      frame.scrollIntoView({ block: "nearest" });
    });
  });
  document.addEventListener("keydown", (event) => {
    if (!frame.isConnected || isTyping(event) || !["j", "k"].includes(event.key)) return;
    event.preventDefault();
    show(event.key === "j" ? at + 1 : Math.max(at, 0) - 1);
  });
  show(firstDrawn());

  /* What the process as a whole is otherwise stands nowhere on a picture: it begins with what is coloured. */
  function firstDrawn() {
    const drawn = rows.findIndex((row) => canvases.some((one) => elementOf(one, row.dataset.differs)));
    return Math.max(0, drawn);
  }
});

/** A step or an arrow by its id. */
function elementOf(canvas, id) {
  const named = CSS.escape(id);
  return canvas.querySelector(`[data-node="${named}"], [data-flow="${named}"]`);
}
