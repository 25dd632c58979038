/** `data-leaves-at` (ISO): how many seconds are left until an answer leaves. */
import { say } from "../language.js";

function count() {
  for (const place of document.querySelectorAll("[data-leaves-at]")) {
    const left = Math.ceil((Date.parse(place.dataset.leavesAt) - Date.now()) / 1000);
    const words = left > 0 ? say("leavesIn", left) : say("isLeaving");
    if (place.textContent !== words) place.textContent = words;
  }
}

setInterval(count, 500);
