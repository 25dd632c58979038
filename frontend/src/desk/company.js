/**
 * Who else has this ticket open: `data-here="URL"` with `data-here-id` (the ticket) and `data-me` (the person) says
 * every while that somebody reads or types, and shows the others. Nothing is stored: who falls silent is gone.
 * What came in while somebody types is named in `data-composer-news`.
 */
import { attach } from "../attach.js";
import { say } from "../language.js";
import { csrfToken } from "./requests.js";

const BEAT_MS = 20_000;
const GONE_MS = 50_000;
const STILL_MS = 6_000;
const CAME_MS = 1_500;

attach("[data-here]", (bar) => {
  const { here: url, hereId: id, me } = bar.dataset;
  const others = new Map();
  const area = document.querySelector("form[data-composer] textarea");
  let typedAt = 0;
  let told = "";

  const doing = () => (Date.now() - typedAt < STILL_MS ? "typing" : "reading");
  const tell = (what = doing()) => {
    if (what !== "gone" && (!bar.isConnected || document.hidden)) return;
    told = what;
    const body = new URLSearchParams({ doing: what });
    fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() }, keepalive: true }).catch(() => {});
  };
  const show = () => {
    const now = Date.now();
    for (const [who, one] of others) if (now - one.at > GONE_MS) others.delete(who);
    const words = [...others.values()].map((one) => say(one.doing === "typing" ? "isTyping" : "isReading", one.name));
    bar.textContent = words.join(" · ");
    bar.hidden = !words.length;
    bar.classList.toggle(
      "is-typing",
      [...others.values()].some((one) => one.doing === "typing"),
    );
  };
  const hear = ({ detail }) => {
    if (detail.topic !== "presence" || String(detail.id) !== id || String(detail.who) === me) return;
    const isNew = !others.has(detail.who);
    if (detail.doing === "gone") others.delete(detail.who);
    else others.set(detail.who, { name: detail.name, doing: detail.doing, at: Date.now() });
    if (detail.doing === "came" || (isNew && detail.doing !== "gone")) tell();
    show();
  };
  const timer = setInterval(() => {
    if (!bar.isConnected) return stop();
    show();
    if (told !== doing()) tell();
  }, 3_000);
  const beat = setInterval(() => tell(), BEAT_MS);
  const leave = () => tell("gone");
  const stop = () => {
    clearInterval(timer);
    clearInterval(beat);
    document.removeEventListener("tantam:live", hear);
    document.removeEventListener("input", type);
    removeEventListener("pagehide", leave);
    leave();
  };
  const type = (event) => {
    if (!event.target.matches?.("form[data-composer] textarea") || !bar.isConnected) return;
    typedAt = Date.now();
    if (told !== "typing") tell();
  };
  document.addEventListener("input", type);
  document.addEventListener("tantam:live", hear);
  addEventListener("pagehide", leave);
  if (area) watchNews();
  tell();
  /* Once more when the stream stands: who is here already answers. */
  setTimeout(() => tell("came"), CAME_MS);
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
