/**
 * Who else has this ticket open: `data-here="URL"` with `data-here-id` (the ticket) and `data-me` (the person) says
 * every while that somebody reads or types, and shows the others. What came in while somebody types is named in
 * `data-composer-news`.
 */
import { attach } from "../attach.js";
import { company } from "../company.js";
import { say } from "../language.js";

const STILL_MS = 6_000;

attach("[data-here]:not([data-here-draft])", (bar) => {
  const area = document.querySelector("form[data-composer] textarea");
  let typedAt = 0;
  const doing = () => (Date.now() - typedAt < STILL_MS ? "typing" : "reading");
  const show = (others) => {
    bar.textContent = others.map((one) => say(one.doing === "typing" ? "isTyping" : "isReading", one.name)).join(" · ");
    bar.hidden = !others.length;
    bar.classList.toggle(
      "is-typing",
      others.some((one) => one.doing === "typing"),
    );
  };
  const { look, stopped } = company({ bar, topic: "presence", doing, show });
  const type = (event) => {
    if (!event.target.matches?.("form[data-composer] textarea") || !bar.isConnected) return;
    typedAt = Date.now();
    look();
  };
  document.addEventListener("input", type);
  stopped(() => document.removeEventListener("input", type));
  if (area) watchNews();
});

/** While something stands in the composer, a new message above it is named, so that nobody answers past it. */
function watchNews() {
  const stream = document.getElementById("case-stream");
  if (!stream) return;
  const known = new Set([...stream.querySelectorAll("article.entry")].map((entry) => entry.id));
  const look = () => {
    const fresh = [...stream.querySelectorAll("article.entry")].filter((entry) => !known.has(entry.id));
    for (const entry of fresh) known.add(entry.id);
    const news = document.querySelector("[data-composer-news]");
    const last = fresh.filter((entry) => !entry.classList.contains("entry-note")).at(-1);
    if (!last || !news?.closest("form").querySelector("textarea").value.trim()) return;
    const who = last.querySelector("bdi")?.textContent ?? "";
    news.textContent = say(last.classList.contains("entry-out") ? "answeredMeanwhile" : "wroteMeanwhile", who);
    news.hidden = false;
  };
  new MutationObserver(look).observe(stream, { childList: true });
}
