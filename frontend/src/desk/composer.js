/**
 * `form[data-composer]` around a textarea:
 * - grows with its text; Ctrl+Enter sends, with Shift by the button `data-closes-case` where there is one; switches reply/note by `data-composer-mode` (hidden input `mode`);
 * - keeps the draft under `data-draft-key` in this browser and, if given, at `data-draft-url` (POST text, mode);
 * - in a note `@` offers the colleagues of `data-people-url?q=`;
 * - `/` or `data-composer-scripts` opens the scripts of `data-scripts-url?q=` (JSON [{title, text}]);
 * - refuses an answer with `{gaps}`, which `data-composer-gaps` lists (gaps.js); with `data-undo-seconds="10"` sending waits so long and can be undone.
 */
import { attach } from "../attach.js";
import { unresolved } from "../composer-text.js";
import { say } from "../language.js";
import { offerGaps, selectGap } from "./gaps.js";
import { csrfToken, isTold } from "./requests.js";
import { offerPeople, offerScripts } from "./scripts.js";
import { toast } from "./toasts.js";

const DRAFT_MS = 800;

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function setMode(form, mode) {
  form.querySelector("[data-mode]").dataset.mode = mode;
  for (const input of form.querySelectorAll("input[name=mode]")) input.value = mode;
  for (const button of form.querySelectorAll("[data-composer-mode]")) {
    button.ariaPressed = String(button.dataset.composerMode === mode);
  }
}

function keepDrafts(form, area) {
  const key = `draft:${form.dataset.draftKey}`;
  const note = form.querySelector("[data-composer-saved]");
  let timer;
  const modeNow = () => form.querySelector("input[name=mode]")?.value ?? "";
  const keep = () => {
    if (area.value) localStorage.setItem(key, JSON.stringify({ text: area.value, mode: modeNow() }));
    else localStorage.removeItem(key);
  };
  const save = () => {
    timer = undefined;
    const mode = modeNow();
    keep();
    if (note) note.textContent = area.value ? say("draftSaved") : "";
    if (!form.dataset.draftUrl) return;
    const body = new URLSearchParams({
      text: area.value,
      mode,
      key: form.querySelector("input[name=key]")?.value ?? "",
    });
    const headers = { "X-CSRFToken": csrfToken() };
    /* Whoever is signed out is led to the sign-in page, which is no keeping: the draft stays here. */
    fetch(form.dataset.draftUrl, { method: "POST", body, headers, keepalive: true, redirect: "error" })
      .then((answer) => answer.ok && area.value === body.get("text") && localStorage.removeItem(key))
      .catch(() => {});
  };
  const kept = JSON.parse(localStorage.getItem(key) ?? "null");
  /* Kept here is only what the server does not have: it is the newer one. */
  if (kept) {
    area.value = kept.text;
    if (kept.mode) setMode(form, kept.mode);
  }
  area.addEventListener("input", () => {
    if (note) note.textContent = "";
    keep();
    clearTimeout(timer);
    timer = setTimeout(save, DRAFT_MS);
  });
  /* Whoever turns to another ticket has not waited for the pause. */
  area.addEventListener("blur", () => {
    if (!timer) return;
    clearTimeout(timer);
    save();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = undefined;
    keep();
  });
  /* Forgotten once the server has it, not when it is sent: a connection may be lost in between. */
  form.addEventListener("htmx:before:response", (event) => {
    if (event.target !== form || !event.detail.ctx.response.raw.ok) return;
    clearTimeout(timer);
    localStorage.removeItem(key);
  });
}

/* The ticket goes out of somebody's hands while they write: its panes say so, and the words are not lost. */
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  const typed = document.querySelector("form[data-composer] textarea")?.value.trim();
  if (!typed || !isTold(ctx)) return;
  const copy = () => navigator.clipboard?.writeText(typed);
  toast(say("typedMeanwhile"), { tone: "warning", stay: 0, action: { text: say("copyTyped"), act: copy } });
});

/** Holds a submit back for some seconds; the toast counts and offers to undo. */
function holdBack(form, event) {
  let left = Number(form.dataset.undoSeconds);
  if (!left || form.dataset.released) {
    delete form.dataset.released;
    return false;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  form.inert = true;
  const finish = (send) => {
    clearInterval(timer);
    note.remove();
    form.inert = false;
    if (!send) return toast(say("unsent"), { stay: 2_500 });
    form.dataset.released = "true";
    form.requestSubmit(submitter);
  };
  const note = toast(say("sendingIn", left), { stay: 0, action: { text: say("undo"), act: () => finish(false) } });
  const timer = setInterval(() => {
    left -= 1;
    note.querySelector(".toast-text").textContent = say("sendingIn", left);
    if (left <= 0) finish(true);
  }, 1_000);
  return true;
}

function isReply(form) {
  return (form.querySelector("[data-mode]")?.dataset.mode ?? "reply") === "reply";
}

/** What sends and closes, where the mode is to answer. */
function closingButton(form) {
  return isReply(form) ? form.querySelector("[data-closes-case]") : null;
}

attach("form[data-composer]", (form) => {
  const area = form.querySelector("textarea");
  if (form.dataset.draftKey) keepDrafts(form, area);
  grow(area);
  area.addEventListener("input", () => grow(area));
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const closing = event.shiftKey && closingButton(form);
      if (closing) form.requestSubmit(closing);
      else if (!event.shiftKey) form.requestSubmit();
    }
  });
  if (form.dataset.scriptsUrl) offerScripts(form, area);
  if (form.dataset.peopleUrl) offerPeople(form, area);
  offerGaps(form, area);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-composer-mode]");
    if (!button) return;
    setMode(form, button.dataset.composerMode);
    area.focus();
  });
  form.addEventListener(
    "submit",
    (event) => {
      const places = isReply(form) ? unresolved(area.value) : [];
      if (!places.length) {
        holdBack(form, event);
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      toast(say("unresolved", places.map((place) => place.slice(1, -1)).join(", ")), { tone: "warning" });
      selectGap(area, { from: 0 });
    },
    true,
  );
});
