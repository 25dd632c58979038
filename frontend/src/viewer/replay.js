/**
 * Past cases flow over the drawing once more. `[data-replay-bar]` holds the buttons and, in its attributes, the words;
 * `[data-replay]` on what is fetched anew says where the stays of this view come from. Who wishes no motion gets the
 * same in steps: only how many stand where.
 */
import { flowOf } from "./flow.js";
import { layerOver } from "./layer.js";
import { paceOf } from "./pace.js";
import { readReplay, withReplay } from "./replay-address.js";

const STEPS = 96; // of an arrow key: a quarter of an hour in a day
const LONGEST_FRAME = 0.5; // seconds: a slow machine keeps the pace, one that slept does not jump

const BY_KEY = { ArrowLeft: -1, ArrowRight: 1 };
const TYPING = "input:not([type=range], [type=checkbox]), select, textarea, [contenteditable], [role=listbox]";

export function replayOn(page, map) {
  const bar = page.querySelector("[data-replay-bar]");
  const part = (name) => bar.querySelector(`[data-replay-${name}]`);
  const isNarrow = matchMedia("(width < 48rem)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const isVietnamese = document.documentElement.lang === "vi";
  const told = (options) =>
    new Intl.DateTimeFormat(isVietnamese ? "vi-VN" : "en-GB", { timeZone: "Asia/Ho_Chi_Minh", ...options });
  // As the rest of the page writes days: 22/11, in English 22 Nov; plain "en" would be American.
  const days = told({ weekday: "short", day: "numeric", month: isVietnamese ? "numeric" : "short" });
  const hours = told({ hour: "2-digit", minute: "2-digit" });
  let shown = null;
  let at = 0;
  let frame = 0;
  let last = 0;
  let asked = "";
  let wanted = null; // the moment that an address which somebody was sent names
  let isChosen = false; // somebody has named the day
  let turns = 0;
  let before = null; // how the drawing stood when it was opened

  /* `near`: who has not chosen a day is shown the last one on which something moved. Only the last answer counts. */
  async function load() {
    halt();
    const turn = ++turns;
    const near = isChosen ? {} : { near: 1 };
    asked = page.querySelector("[data-replay]").dataset.replay;
    const question = new URLSearchParams({ day: chosenDay(), span: part("span").value, ...near });
    const address = `${asked}&${question}`;
    say(bar.dataset.loading);
    bar.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      const found = await answer.json();
      if (turn !== turns) return;
      if (answer.status === 422) return nothing(found.wrong.join(" "));
      if (!answer.ok) throw new Error(answer.status);
      begin(found);
    } catch {
      if (turn === turns) nothing(bar.dataset.failed);
    } finally {
      if (turn === turns) bar.removeAttribute("aria-busy");
    }
  }

  function begin(found) {
    if (found.day) part("day").querySelector("input").value = found.day;
    if (!found.stays.length) return nothing(bar.dataset.empty);
    const pace = paceOf(found.stays, found.length);
    shown = { ...found, pace, flow: flowOf(found.stays, found.nodes), layer: layerOver(map, found) };
    part("time").max = String(found.length);
    part("time").step = "60";
    part("time").disabled = part("play").disabled = false;
    const cases = new Set(found.stays.map(([one]) => one)).size;
    const words = found.every > 1 ? bar.dataset.sampled : bar.dataset.all;
    say(words.replace("{cases}", cases).replace("{every}", found.every).replace("{stays}", found.all));
    at = wanted === null ? pace.first : Math.min(wanted, found.length);
    draw();
    remember(wanted);
    if (wanted === null) play();
    wanted = null;
  }

  /* Into the address, at rest with the moment: who is sent it sees what is seen here. */
  function remember(moment = null) {
    const version = new URL(asked, location.href).searchParams.get("version") ?? "";
    const [span, speed, still] = [part("span").value, part("speed").value, !part("skips").checked];
    const state = { day: chosenDay(), span, speed, still, at: moment, version };
    history.replaceState(history.state, "", withReplay(location.href, state));
  }

  const chosenDay = () => part("day").querySelector("input").value;

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
    shown.layer.move(still.matches ? [] : shown.flow.moving(at, shown.pace.lead));
    const now = new Date((shown.since + at) * 1000);
    const time = `${days.format(now)} · ${hours.format(now)}`;
    const many = standing.reduce((sum, count) => sum + count, 0);
    part("clock").textContent = time;
    part("time").value = String(at);
    part("time").setAttribute("aria-valuetext", `${time}: ${bar.dataset.inside.replace("{n}", many)}`);
  }

  function play() {
    if (!shown || frame) return;
    if (at >= shown.length) at = shown.pace.first;
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
    const rate = shown.pace.rate * Number(part("speed").value);
    if (!still.matches || passed >= 1) {
      const next = at + (still.matches ? shown.length / STEPS : Math.min(passed, LONGEST_FRAME) * rate);
      at = Math.min(shown.length, part("skips").checked ? shown.pace.skipped(next) : next);
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
    turns++;
    nothing("");
    halt();
    bar.hidden = true;
    map.put(before);
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

  function toggle() {
    if (frame) halt();
    else play();
    remember(frame ? null : at);
  }

  function stepBy(steps) {
    halt();
    at = Math.max(0, Math.min(shown.length, at + (steps * shown.length) / STEPS));
    draw();
    remember(at);
  }

  /* Space and arrows, wherever they are not needed: a list, a text, a button, a drawing that scrolls keep theirs. */
  document.addEventListener("keydown", (event) => {
    if (!shown || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (document.querySelector("dialog[open]") || event.target.closest(TYPING)) return;
    if (event.key === " " && !event.target.closest("button, a, summary")) toggle();
    else if (BY_KEY[event.key] && !scrolls(event.target)) stepBy(BY_KEY[event.key]);
    else return;
    event.preventDefault();
  });
  const scrolls = (target) => target.closest("[data-map]") && map.canvas().scrollWidth > map.canvas().clientWidth + 1;

  part("play").addEventListener("click", toggle);
  part("copies").addEventListener("click", copy);
  part("closes").addEventListener("click", close);
  part("time").addEventListener("input", () => {
    halt();
    at = Number(part("time").value);
    draw();
  });
  part("time").addEventListener("change", () => shown && remember(at));
  part("speed").addEventListener("change", () => shown && remember(frame ? null : at));
  part("skips").addEventListener("change", () => shown && remember(frame ? null : at));
  part("span").addEventListener("change", load);
  part("day").addEventListener("change", () => {
    isChosen = true;
    load();
  });
  document.addEventListener("visibilitychange", () => document.hidden && halt());

  return {
    open: () => {
      const sent = readReplay(location.search);
      if (sent) {
        for (const name of ["span", "speed"]) part(name).value = sent[name];
        part("day").querySelector("input").value = sent.day;
        part("skips").checked = !sent.still;
        isChosen = true;
        wanted = sent.at;
      }
      if (bar.hidden) before = map.kept();
      bar.hidden = false;
      page.dataset.replaying = "";
      map.zoom(isNarrow.matches ? "tall" : "fit"); // all of it across a phone is too small to be read
      bar.closest("figure").scrollIntoView({ block: "nearest", behavior: "instant" });
      part("play").focus({ preventScroll: true });
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
