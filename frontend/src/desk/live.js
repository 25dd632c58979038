/**
 * What others do appears without reload. One stream a browser: the tab that holds the lock reads `body[data-stream]` and
 * tells the others over a channel. `data-live="cases"` or `"case:12"` elements get the event `live` (htmx:
 * `hx-trigger="live"`) at once, and at most every 300 ms or `data-live-every` milliseconds; after a lost connection all of them, since something may have been missed.
 * Other modules hear `tantam:live` on the document.
 */
import { attach } from "../attach.js";
import { PAUSE_MS, waitFor } from "../live-pace.js";
import { concerns, topicsOf } from "../topics.js";
import { filledBy } from "./sent.js";

const TOPICS = ["case", "entry", "presence", "drawing", "process", "survey", "job", "count", "notice"];
const channel = new BroadcastChannel("tantam-live");
const waiting = new Map();
const fetched = new WeakMap();
let source;

function refresh(element) {
  if (waiting.has(element)) return;
  const every = Number(element.dataset.liveEvery) || PAUSE_MS;
  waiting.set(
    element,
    setTimeout(
      () => {
        waiting.delete(element);
        if (!element.isConnected || element.closest("dialog:not([open])")) return;
        fetched.set(element, performance.now());
        element.dispatchEvent(new CustomEvent("live"));
      },
      waitFor({ every, last: fetched.get(element), now: performance.now() }),
    ),
  );
}

/* What this page sent itself stands in the pane that its answer filled. */
async function refreshUnlessFilled(element, event) {
  const filled = event.sent && filledBy(event.sent);
  if (!filled || (await filled) !== element) refresh(element);
}

function hear(event) {
  if (event.topic === "resync") {
    for (const element of document.querySelectorAll("[data-live]")) refresh(element);
  } else {
    for (const element of document.querySelectorAll("[data-live]")) {
      if (concerns(element.dataset.live, event)) refreshUnlessFilled(element, event);
    }
  }
  document.dispatchEvent(new CustomEvent("tantam:live", { detail: event }));
}

function tell(event) {
  hear(event);
  channel.postMessage(event);
}

function listen(topic) {
  if (!source || source.heard.has(topic)) return;
  source.heard.add(topic);
  source.addEventListener(topic, (message) => tell({ ...JSON.parse(message.data || "{}"), topic }));
}

function open(url) {
  let opened = false;
  source = new EventSource(url);
  source.heard = new Set();
  for (const topic of TOPICS) listen(topic);
  for (const element of document.querySelectorAll("[data-live]")) topicsOf(element.dataset.live).forEach(listen);
  source.addEventListener("resync", () => tell({ topic: "resync" }));
  source.addEventListener("open", () => {
    if (opened) tell({ topic: "resync" });
    opened = true;
  });
  /* A refusal (signed out, server gone for long) closes the source for good: try again later, at uneven times. */
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => open(url), 5_000 + Math.random() * 10_000);
  });
}

channel.addEventListener("message", ({ data }) => {
  if (data.wants) data.wants.forEach(listen);
  else hear(data);
});

attach("[data-live]", (element) => {
  const wants = topicsOf(element.dataset.live);
  wants.forEach(listen);
  if (!source) channel.postMessage({ wants });
});

attach("[data-stream]", (body) => {
  const hold = () => {
    open(body.dataset.stream);
    return new Promise(() => {});
  };
  if (navigator.locks) navigator.locks.request("tantam-stream", hold);
  else hold();
});
/* The page is left: let go at once, so that the server and the next tab need not wait. */
addEventListener("pagehide", () => source?.close());
