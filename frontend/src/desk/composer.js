/**
 * `form[data-composer]` around a textarea:
 * - grows with its text; Ctrl+Enter sends, with Shift by the button `data-closes-case` where there is one; switches reply/note by `data-composer-mode` (hidden input `mode`);
 * - keeps the draft under `data-draft-key` in this browser and, if given, at `data-draft-url` (drafts.js);
 * - in a note `@` offers the colleagues of `data-people-url?q=`;
 * - `/` or `data-composer-scripts` opens the scripts of `data-scripts-url?q=` (JSON [{title, text}]);
 * - refuses an answer with `{gaps}`, which `data-composer-gaps` lists (gaps.js), and a text of more than `data-most-letters`, as `data-too-long` says.
 */
import { attach } from "../attach.js";
import { unresolved } from "../composer-text.js";
import { say } from "../language.js";
import { keepDrafts } from "./drafts.js";
import { offerGaps, selectGap } from "./gaps.js";
import { isTold } from "./requests.js";
import { offerPeople, offerScripts } from "./scripts.js";
import { toast } from "./toasts.js";

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

/* The ticket goes out of somebody's hands while they write: its panes say so, and the words are not lost. */
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  const typed = document.querySelector("form[data-composer] textarea")?.value.trim();
  if (!typed || !isTold(ctx)) return;
  const copy = () => navigator.clipboard?.writeText(typed);
  toast(say("typedMeanwhile"), { tone: "warning", stay: 0, action: { text: say("copyTyped"), act: copy } });
});

function isReply(form) {
  return (form.querySelector("[data-mode]")?.dataset.mode ?? "reply") === "reply";
}

/** What sends and closes, where the mode is to answer. */
function closingButton(form) {
  return isReply(form) ? form.querySelector("[data-closes-case]") : null;
}

attach("form[data-composer]", (form) => {
  const area = form.querySelector("textarea");
  if (form.dataset.draftKey) keepDrafts(form, area, setMode);
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
      if (area.value.length > Number(form.dataset.mostLetters || Number.POSITIVE_INFINITY)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        toast(form.dataset.tooLong, { tone: "error" });
        return;
      }
      const places = isReply(form) ? unresolved(area.value) : [];
      if (!places.length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      toast(say("unresolved", places.map((place) => place.slice(1, -1)).join(", ")), { tone: "warning" });
      selectGap(area, { from: 0 });
    },
    true,
  );
});
