/**
 * Past cases flow over the drawing once more. `[data-replay-bar]` holds the buttons and, in its attributes, the words;
 * `[data-replay]` on what is fetched anew says where the stays of this view come from. Who wishes no motion gets the
 * same in steps: only how many stand where.
 */
import { flowOf } from "./flow.js";
import { layerOver } from "./layer.js";
import { readReplay, withReplay } from "./replay-address.js";

const WHOLE_SECONDS = 60; // how long the chosen time takes at ordinary speed
const STEPS = 48;
const ON_THE_WAY = 0.012; // of the whole, so that a dot can be followed with the eyes

export function replayOn(page, map) {
  const bar = page.querySelector("[data-replay-bar]");
  const part = (name) => bar.querySelector(`[data-replay-${name}]`);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const told = (options) =>
    new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: "Asia/Ho_Chi_Minh", ...options });
  const days = told({ weekday: "short", day: "numeric", month: "numeric" });
  const hours = told({ hour: "2-digit", minute: "2-digit" });
  let shown = null;
  let at = 0;
  let frame = 0;
  let last = 0;
  let asked = "";
  let wanted = null; // the moment that an address which somebody was sent names

  async function load() {
    halt();
    asked = page.querySelector("[data-replay]").dataset.replay;
    const address = `${asked}&${new URLSearchParams({ day: chosenDay(), span: part("span").value })}`;
    say(bar.dataset.loading);
    bar.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      const found = await answer.json();
      if (answer.status === 422) return nothing(found.wrong.join(" "));
      if (!answer.ok) throw new Error(answer.status);
      begin(found);
    } catch {
      nothing(bar.dataset.failed);
    } finally {
      bar.removeAttribute("aria-busy");
    }
  }

  function begin(found) {
    if (!found.stays.length) return nothing(bar.dataset.empty);
    shown = { ...found, flow: flowOf(found.stays, found.nodes), layer: layerOver(map, found) };
    part("time").max = String(found.length);
    part("time").step = String(Math.max(1, Math.round(found.length / STEPS)));
    part("time").disabled = part("play").disabled = false;
    const cases = new Set(found.stays.map(([one]) => one)).size;
    const words = found.every > 1 ? bar.dataset.sampled : bar.dataset.all;
    say(words.replace("{cases}", cases).replace("{every}", found.every).replace("{stays}", found.all));
    at = wanted === null ? firstOf(found) : Math.min(wanted, found.length);
    draw();
    remember(wanted);
    if (wanted === null) play();
    wanted = null;
  }

  /* Into the address, at rest with the moment: who is sent it sees what is seen here. */
  function remember(moment = null) {
    const version = new URL(asked, location.href).searchParams.get("version") ?? "";
    const state = { day: chosenDay(), span: part("span").value, speed: part("speed").value, at: moment, version };
    history.replaceState(history.state, "", withReplay(location.href, state));
  }

  const chosenDay = () => part("day").querySelector("input").value;

  /* Nothing moves before the first case comes: begin a little earlier. */
  const firstOf = ({ stays, length }) => {
    const first = Math.min(...stays.map((stay) => stay[3]).filter((begun) => begun >= 0), length);
    return stays.some((stay) => stay[3] < 0) ? 0 : Math.max(0, first - length * 0.02);
  };

  function nothing(words) {
    shown?.layer.clear();
    shown = null;
    part("time").disabled = part("play").disabled = true;
    part("clock").textContent = "";
    say(words);
  }

  function say(words) {
    part("note").textContent = words;
  }

  function draw() {
    if (!shown) return;
    const standing = shown.flow.standing(at);
    shown.layer.stand(standing);
    shown.layer.move(still.matches ? [] : shown.flow.moving(at, shown.length * ON_THE_WAY));
    const now = new Date((shown.since + at) * 1000);
    const time = `${days.format(now)} · ${hours.format(now)}`;
    const many = standing.reduce((sum, count) => sum + count, 0);
    part("clock").textContent = time;
    part("time").value = String(at);
    part("time").setAttribute("aria-valuetext", `${time}: ${bar.dataset.inside.replace("{n}", many)}`);
  }

  function play() {
    if (!shown || frame) return;
    if (at >= shown.length) at = 0;
    last = performance.now();
    setPlaying(true);
    frame = requestAnimationFrame(tick);
  }

  function halt() {
    cancelAnimationFrame(frame);
    frame = 0;
    setPlaying(false);
  }

  function tick(now) {
    const passed = (now - last) / 1000;
    const rate = (shown.length / WHOLE_SECONDS) * Number(part("speed").value);
    if (!still.matches || passed >= 1) {
      at = Math.min(shown.length, at + (still.matches ? shown.length / STEPS : Math.min(passed, 0.1) * rate));
      last = now;
      draw();
    }
    if (at >= shown.length) halt();
    else frame = requestAnimationFrame(tick);
  }

  function setPlaying(on) {
    bar.toggleAttribute("data-playing", on);
    part("play").setAttribute("aria-label", on ? bar.dataset.pause : bar.dataset.play);
    part("play").title = on ? bar.dataset.pause : bar.dataset.play;
  }

  function close() {
    nothing("");
    halt();
    bar.hidden = true;
    delete page.dataset.replaying;
    history.replaceState(history.state, "", withReplay(location.href, null));
    for (const opener of page.querySelectorAll("[data-replay-opens]")) opener.focus();
  }

  async function copy() {
    remember(frame ? null : at);
    try {
      await navigator.clipboard.writeText(location.href);
      say(bar.dataset.copied);
    } catch {
      say(bar.dataset.notCopied);
    }
  }

  part("play").addEventListener("click", () => {
    if (frame) halt();
    else play();
    remember(frame ? null : at);
  });
  part("copies").addEventListener("click", copy);
  part("closes").addEventListener("click", close);
  part("time").addEventListener("input", () => {
    halt();
    at = Number(part("time").value);
    draw();
  });
  part("time").addEventListener("change", () => shown && remember(at));
  part("speed").addEventListener("change", () => shown && remember(frame ? null : at));
  part("span").addEventListener("change", load);
  part("day").addEventListener("change", load);
  document.addEventListener("visibilitychange", () => document.hidden && halt());

  return {
    open: () => {
      const sent = readReplay(location.search);
      if (sent) {
        for (const name of ["span", "speed"]) part(name).value = sent[name];
        part("day").querySelector("input").value = sent.day;
        wanted = sent.at;
      }
      bar.hidden = false;
      page.dataset.replaying = "";
      part("play").focus();
      load();
    },
    /** After the picture came anew: of another version or narrowed otherwise it is another replay. */
    follow: () => {
      if (!("replaying" in page.dataset)) return;
      if (page.querySelector("[data-replay]").dataset.replay !== asked) load();
      else if (shown) {
        shown.layer = layerOver(map, shown);
        draw();
        remember(frame ? null : at);
      }
    },
  };
}
