/**
 * Who else has something open. Each page says every while that its person looks or changes something; whoever hears it
 * for the first time answers. Nothing is stored: who falls silent is gone.
 */
import { csrfToken } from "./desk/requests.js";

const BEAT_MS = 20_000;
const GONE_MS = 50_000;
const LOOK_MS = 3_000;
const CAME_MS = 1_500;

/**
 * @param {object} options
 * @param {HTMLElement} options.bar as long as it is on the page, its person is there; `data-here` is where that is told,
 *   `data-here-id` what is open, `data-me` who
 * @param {string} options.topic of the announcements that tell of it
 * @param {() => string} options.doing what the person does at this moment
 * @param {(others: {name: string, doing: string}[]) => void} options.show shows who else is there
 * @returns {{tell: (what?: string) => void, look: () => void, stopped: (act: () => void) => void}} `look` tells when
 *   somebody does something else than a moment ago
 */
export function company({ bar, topic, doing, show }) {
  const { here: url, hereId: id, me } = bar.dataset;
  const others = new Map();
  const ends = [];
  let told = "";

  const tell = (what = doing()) => {
    if (what !== "gone" && (!bar.isConnected || document.hidden)) return;
    told = what;
    const body = new URLSearchParams({ doing: what });
    fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() }, keepalive: true }).catch(() => {});
  };
  const showAll = () => {
    const now = Date.now();
    for (const [who, one] of others) if (now - one.at > GONE_MS) others.delete(who);
    show([...others.values()]);
  };
  const hear = ({ detail }) => {
    if (detail.topic !== topic || String(detail.id) !== id || String(detail.who) === me) return;
    const isNew = !others.has(detail.who);
    if (detail.doing === "gone") others.delete(detail.who);
    else others.set(detail.who, { name: detail.name, doing: detail.doing, at: Date.now() });
    if (detail.doing === "came" || (isNew && detail.doing !== "gone")) tell();
    showAll();
  };
  const look = () => told !== doing() && tell();
  const leave = () => tell("gone");
  const back = ({ persisted }) => persisted && tell("came");
  const timer = setInterval(() => {
    if (!bar.isConnected) return stop();
    showAll();
    look();
  }, LOOK_MS);
  const beat = setInterval(() => tell(), BEAT_MS);
  const stop = () => {
    clearInterval(timer);
    clearInterval(beat);
    document.removeEventListener("tantam:live", hear);
    removeEventListener("pagehide", leave);
    removeEventListener("pageshow", back);
    for (const act of ends) act();
    leave();
  };
  document.addEventListener("tantam:live", hear);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", back);
  tell();
  /* Once more when the stream stands: who is here already answers. */
  setTimeout(() => tell("came"), CAME_MS);
  return { tell, look, stopped: (act) => ends.push(act) };
}
