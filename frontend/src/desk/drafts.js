/**
 * What is being typed is kept: at once in this browser under `data-draft-key`, after a pause at `data-draft-url` (POST text,
 * html, mode, key, revision; the answer brings the new revision). Where another tab kept something else meanwhile (409), both
 * texts stand in the page (`data-composer-other`) until the person says which one is meant. A text of more than
 * `data-most-letters` stays in this browser alone, and `data-too-long` says so.
 */
import { say } from "../language.js";
import { csrfToken } from "./requests.js";
import { fieldOf, surfaceOf } from "./surface.js";
import { toast } from "./toasts.js";

const DRAFT_MS = 800;
/* A browser sends no more than 64 KB of what shall outlive its page. */
const OUTLIVES = 60_000;
/* Letters beyond which it is no longer kept with every key, but after the pause. */
const LONG = 20_000;

/** Kept in this browser, where there is room for it. */
function remember(key, kept) {
  try {
    if (kept.text) localStorage.setItem(key, JSON.stringify(kept));
    else localStorage.removeItem(key);
  } catch {
    /* No room left, or switched off: the server has it. */
  }
}

function remembered(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function forget(key, written) {
  if (!written || isSame(remembered(key), written)) localStorage.removeItem(key);
}

/** What stood there before texts had looks has none. */
function isSame(kept, { text, html }) {
  return kept?.text === text && (kept.html ?? "") === html;
}

const field = (form, name) => form.querySelector(`input[name=${name}]`);

/** Shows what stands in another tab; `take` with the text that shall go on. */
function showOther(form, other, take) {
  const place = form.querySelector("[data-composer-other]");
  if (!place) return;
  const words = document.createElement("p");
  words.className = "composer-other-words";
  words.textContent = say("writtenElsewhere");
  const text = document.createElement("blockquote");
  text.textContent = other.text || say("nothingThere");
  const buttons = document.createElement("div");
  buttons.className = "composer-other-answers";
  for (const [word, isOther] of [
    ["keepMine", false],
    ["takeOther", true],
  ]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-xs btn-quiet";
    button.textContent = say(word);
    button.addEventListener("click", () => {
      hideOther(form);
      take(isOther);
    });
    buttons.append(button);
  }
  place.replaceChildren(words, text, buttons);
  place.hidden = false;
}

function hideOther(form) {
  const place = form.querySelector("[data-composer-other]");
  if (!place) return;
  place.hidden = true;
  place.replaceChildren();
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLTextAreaElement} area
 * @param {(form: HTMLFormElement, mode: string) => void} setMode
 */
export function keepDrafts(form, area, setMode) {
  const key = `draft:${form.dataset.draftKey}`;
  const note = form.querySelector("[data-composer-saved]");
  const most = Number(form.dataset.mostLetters) || Number.POSITIVE_INFINITY;
  let timer;
  let saving = Promise.resolve();
  const modeNow = () => field(form, "mode")?.value ?? "";
  const revisionNow = () => field(form, "revision")?.value ?? "";
  const tell = (words, isTrouble = false) => {
    if (!note) return;
    note.textContent = words;
    note.classList.toggle("tone-warning", isTrouble);
  };
  const written = () => ({ text: area.value, html: surfaceOf(area).html });
  const keep = () => remember(key, { ...written(), mode: modeNow(), revision: revisionNow() });
  const goOnFrom = (revision) => {
    const input = field(form, "revision");
    if (input) input.value = revision;
  };
  const put = ({ text, html, mode }) => {
    if (mode) setMode(form, mode);
    surfaceOf(area).put({ text, html });
  };
  /* Two texts: the one here stays in the box, the other one beside it. */
  const differ = (other) => {
    tell("");
    showOther(form, other, (isOther) => {
      const own = { ...written(), mode: modeNow() };
      goOnFrom(other.revision);
      if (!isOther) return save();
      put(other);
      if (own.text.trim()) {
        const undo = { text: say("undo"), act: () => put(own) };
        toast(say("otherTaken"), { action: undo, stay: 12_000 });
      }
    });
  };
  const send = async () => {
    const sent = written();
    const body = new URLSearchParams({
      ...sent,
      mode: modeNow(),
      key: field(form, "key")?.value ?? "",
      revision: revisionNow(),
      is_forward: field(form, "is_forward")?.value ?? "",
      to: field(form, "to")?.value ?? "",
      cc: field(form, "cc")?.value ?? "",
      bcc: field(form, "bcc")?.value ?? "",
    });
    const keepalive = body.toString().length < OUTLIVES;
    const headers = { "X-CSRFToken": csrfToken() };
    /* Whoever is signed out is led to the sign-in page, which is no keeping: the draft stays here. */
    const answer = await fetch(form.dataset.draftUrl, { method: "POST", body, headers, keepalive, redirect: "error" });
    if (answer.status === 409) return differ(await answer.json());
    if (answer.status === 422) return tell((await answer.json()).why, true);
    if (!answer.ok) return tell(say("keptHere"), true);
    goOnFrom((await answer.json()).revision);
    hideOther(form);
    forget(key, sent);
    if (area.value === sent.text) tell(sent.text ? say("draftSaved") : "");
  };
  function save() {
    clearTimeout(timer);
    timer = undefined;
    keep();
    if (area.value.length > most) return tell(say("tooLongToKeep"), true);
    if (!form.dataset.draftUrl) return tell(area.value ? say("draftSaved") : "");
    /* One after the other: each goes on from the revision that the one before it brought. */
    saving = saving.then(send).catch(() => tell(say("keptHere"), true));
  }
  const kept = remembered(key);
  /* Kept here is only what the server does not have; where it has something else, written since, both are shown. */
  if (kept && !isSame(kept, written())) {
    const other = { ...written(), mode: modeNow(), revision: revisionNow() };
    const isApart = kept.revision !== undefined && kept.revision !== other.revision && other.text;
    put(kept);
    if (isApart) differ(other);
    else save();
  }
  const changed = () => {
    tell("");
    if (area.value.length < LONG) keep();
    clearTimeout(timer);
    timer = setTimeout(save, DRAFT_MS);
  };
  area.addEventListener("input", changed);
  for (const name of ["to", "cc", "bcc"]) field(form, name)?.addEventListener("input", changed);
  /* Whoever turns to another ticket has not waited for the pause. */
  fieldOf(area).addEventListener("focusout", () => timer && save());
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = undefined;
    keep();
  });
  /* Forgotten once the server has it, not when it is sent: a connection may be lost in between. */
  form.addEventListener("htmx:before:response", (event) => {
    if (event.target !== form || !event.detail.ctx.response.raw.ok) return;
    clearTimeout(timer);
    forget(key);
  });
}
