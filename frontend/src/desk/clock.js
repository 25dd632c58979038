/** `data-due` (ISO): a running clock counts down; `data-state` paused, met and missed stand still. */
import { clockState, clockWords } from "../durations.js";

const RESTING = new Set(["paused", "met", "missed"]);

function count() {
  const now = Date.now();
  for (const clock of document.querySelectorAll("[data-due]")) {
    if (RESTING.has(clock.dataset.state)) continue;
    const due = Date.parse(clock.dataset.due);
    const words = clockWords(due, now);
    const text = clock.querySelector("span");
    if (text && text.textContent !== words) {
      text.textContent = words;
      if (clock.title) clock.setAttribute("aria-label", `${clock.title}: ${words}`);
    }
    clock.dataset.state = clockState(due, now);
  }
}

setInterval(count, 5_000);
