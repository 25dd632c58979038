/** `<time datetime data-ago>`: "5 phút trước" stays true. */
import { relative } from "../durations.js";

setInterval(() => {
  const now = Date.now();
  for (const time of document.querySelectorAll("time[data-ago]")) {
    time.textContent = relative(Date.parse(time.dateTime), now);
  }
}, 20_000);
