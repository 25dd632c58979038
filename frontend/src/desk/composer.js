/**
 * `form[data-composer]` around a textarea (surface.js; `data-writer`: an editor takes its place, writing.js):
 * - grows with its text; Ctrl+Enter sends, with Shift by the button `data-closes-case` where there is one; switches reply/note by `data-composer-mode` (hidden input `mode`, `data-placeholder-note`);
 * - keeps the draft under `data-draft-key` in this browser and, if given, at `data-draft-url` (drafts.js);
 * - in a note `@` offers the colleagues of `data-people-url?q=`;
 * - `/` or `data-composer-scripts` opens the scripts of `data-scripts-url?q=` (JSON [{title, text}]);
 * - offers what is too long to be pasted as a file;
 * - refuses an answer with `{gaps}`, which `data-composer-gaps` lists (gaps.js), and a text of more than `data-most-letters`, as `data-too-long` says.
 */
import { attach } from "../attach.js";
import { unresolved } from "../composer-text.js";
import { language, say } from "../language.js";
import { keepDrafts } from "./drafts.js";
import { offerGaps, selectGap } from "./gaps.js";
import { isTold } from "./requests.js";
import { offerPeople, offerScripts } from "./scripts.js";
import { fieldOf, isComposing, surfaceOf } from "./surface.js";
import { toast } from "./toasts.js";
import { offerWriter } from "./writing.js";

function grow(area) {
  if (area.hidden) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function setMode(form, mode) {
  form.querySelector("[data-mode]").dataset.mode = mode;
  for (const input of form.querySelectorAll("input[name=mode]")) input.value = mode;
  for (const button of form.querySelectorAll("[data-composer-mode]")) {
    button.ariaPressed = String(button.dataset.composerMode === mode);
  }
  const area = form.querySelector("textarea");
  area.dataset.placeholderReply ??= area.placeholder;
  area.placeholder = (mode === "note" && area.dataset.placeholderNote) || area.dataset.placeholderReply;
  surfaceOf(area).refresh?.();
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

/** What could not be sent as text is not pasted: it would make every key slow. It can go along as a file. */
function refuseLong(form, area, event) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (text.length + area.value.length <= Number(form.dataset.mostLetters || Number.POSITIVE_INFINITY)) return;
  event.preventDefault();
  event.stopPropagation();
  const files = isReply(form) ? form.querySelector("input[data-enclose]") : null;
  const act = () => {
    const file = new File([text], say("pastedName"), { type: "text/plain" });
    files.dispatchEvent(new CustomEvent("enclose", { detail: { files: [file] } }));
  };
  const action = files ? { text: say("attachPasted"), act } : undefined;
  toast(say("tooLongToPaste", text.length.toLocaleString(language())), { tone: "warning", stay: 15_000, action });
}

attach("form[data-composer]", (form) => {
  const area = form.querySelector("textarea");
  if (form.dataset.draftKey) keepDrafts(form, area, setMode);
  grow(area);
  area.addEventListener("input", () => grow(area));
  const sends = (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || isComposing(event)) return;
    event.preventDefault();
    const closing = event.shiftKey && closingButton(form);
    if (closing) form.requestSubmit(closing);
    else if (!event.shiftKey) form.requestSubmit();
  };
  fieldOf(area).addEventListener("keydown", sends, true);
  fieldOf(area).addEventListener("paste", (event) => refuseLong(form, area, event), true);
  if (form.dataset.scriptsUrl) offerScripts(form, area);
  if (form.dataset.peopleUrl) offerPeople(form, area);
  offerGaps(form, area);
  if ("writer" in area.dataset) offerWriter(form, area);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-composer-mode]");
    if (!button) return;
    setMode(form, button.dataset.composerMode);
    surfaceOf(area).focus();
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
