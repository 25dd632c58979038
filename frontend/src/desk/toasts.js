/**
 * Messages at the edge of the page: those of the server go after a while, `toast()` adds one, `data-toast-text` shows one
 * on click. Few stand at once (toast-stack.js), the same is not said twice, errors stay until they are closed; Escape
 * closes the newest where nothing else is open, `data-dismiss-all` all of them.
 */
import { attach, onClick } from "../attach.js";
import { say } from "../language.js";
import { readingTime, surplus } from "../toast-stack.js";

const CODE = /(\b[A-Z]{1,6}-\d{2}-\d{6,9}\b)/;

/** The text in which no ticket number breaks at its hyphens. */
function pieces(text) {
  return text.split(CODE).map((piece) => {
    if (!CODE.test(piece)) return piece;
    const code = document.createElement("span");
    code.className = "whitespace-nowrap";
    code.textContent = piece;
    return code;
  });
}

/**
 * @param {string} text
 * @param {{tone?: string, action?: {text: string, act: () => void}, stay?: number}} options
 * @returns {HTMLElement} the toast, whose `.toast-text` may be changed while it stands
 */
export function toast(text, { tone = "info", action, stay = readingTime(text) } = {}) {
  const element = document.createElement("div");
  element.className = `toast tone-${tone}`;
  element.dataset.toast = "";
  element.dataset.stay = String(stay);
  const words = document.createElement("span");
  words.className = "toast-text";
  words.append(...pieces(text));
  element.append(words);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "toast-act";
    button.textContent = action.text;
    button.addEventListener("click", () => {
      element.remove();
      action.act();
    });
    element.append(button);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.dataset.dismiss = "";
  close.ariaLabel = say("close");
  close.textContent = "×";
  element.append(close);
  document.querySelector("[data-toasts]")?.append(element);
  return element;
}

const textOf = (element) => element.querySelector(".toast-text").textContent;
const isKept = (element) => element.classList.contains("tone-error") || element.dataset.stay === "0";

/** Whether an older message says the same; then the newer one takes its place and tells how often. */
function replaceSame(element) {
  if (element.querySelector(".toast-act")) return;
  const same = [...element.parentElement.querySelectorAll("[data-toast]")].find(
    (one) => one !== element && one.className === element.className && textOf(one) === textOf(element),
  );
  if (!same || same.querySelector(".toast-act")) return;
  const often = Number(same.dataset.often ?? 1) + 1;
  element.dataset.often = String(often);
  const count = document.createElement("span");
  count.className = "toast-often";
  count.textContent = `×${often}`;
  element.querySelector(".toast-text").after(count);
  same.remove();
}

function makeRoom(stack) {
  const standing = [...stack.querySelectorAll("[data-toast]")];
  for (const { element } of surplus(standing.map((one) => ({ element: one, goes: canGo(one) })))) element.remove();
}

function canGo(element) {
  return !isKept(element) && !element.querySelector(".toast-act") && !element.contains(document.activeElement);
}

/** Closes a message; the keyboard goes to the next one, or back to the page. */
function close(element) {
  const had = element.contains(document.activeElement);
  const next = element.nextElementSibling ?? element.previousElementSibling;
  element.remove();
  if (had) (next?.querySelector("[data-dismiss]") ?? document.getElementById("main"))?.focus({ preventScroll: true });
}

attach("[data-toast]", (element) => {
  const stack = element.closest("[data-toasts]");
  if (element.classList.contains("tone-error")) element.role = "alert";
  if (stack) {
    replaceSame(element);
    makeRoom(stack);
    stack.scrollTop =
      getComputedStyle(stack).flexDirection === "column-reverse" ? -stack.scrollHeight : stack.scrollHeight;
  }
  if (isKept(element)) return;
  const stay = Number(element.dataset.stay ?? readingTime(textOf(element)));
  let timer = setTimeout(() => element.remove(), stay);
  for (const held of ["mouseenter", "focusin"]) element.addEventListener(held, () => clearTimeout(timer));
  for (const free of ["mouseleave", "focusout"]) {
    element.addEventListener(free, () => {
      clearTimeout(timer);
      timer = setTimeout(() => element.remove(), stay / 2);
    });
  }
});

/* What can be closed at once is offered from two on. */
attach("[data-toasts]", (stack) => {
  const all = stack.querySelector("[data-dismiss-all]");
  const look = () => {
    all.hidden = stack.querySelectorAll("[data-toast]").length < 2;
  };
  new MutationObserver(look).observe(stack, { childList: true });
  look();
});
onClick("[data-dismiss]", (button) => close(button.closest("[data-toast]")));
onClick("[data-dismiss-all]", (button) => {
  for (const element of button.closest("[data-toasts]").querySelectorAll("[data-toast]")) element.remove();
  document.getElementById("main")?.focus({ preventScroll: true });
});

const OPEN = "dialog[open], details[data-pop][open], [data-viewer][data-alone], :popover-open";
const OWN = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true], [data-own-keys]";
/* While it comes down: what is open closes by the same key on its way up. */
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    const inside = event.target.closest?.("[data-toast]");
    if (!inside && (document.querySelector(OPEN) || event.target.closest?.(OWN))) return;
    const newest = inside ?? [...document.querySelectorAll("[data-toasts] [data-toast]")].at(-1);
    if (!newest) return;
    event.preventDefault();
    close(newest);
  },
  true,
);
onClick("[data-toast-text]", (button) => toast(button.dataset.toastText, { tone: button.dataset.toastTone }));
/* A response may say so too: HX-Trigger: {"toast": {"text": "…", "tone": "success"}} */
document.addEventListener("toast", ({ detail }) => {
  const { undo, ...options } = detail;
  /* What is said next says how it stands now: what could be undone before is older. */
  for (const older of document.querySelectorAll("[data-toasts] [data-undoes]")) older.remove();
  if (!undo) return toast(detail.text, options);
  const action = { text: say("undo"), act: () => takeBack(undo) };
  toast(detail.text, { ...options, action }).dataset.undoes = undo;
});

/** What can be taken back is, and shown where it stands now: whoever undoes may have gone on to another page. */
async function takeBack(address) {
  const headers = { "X-CSRFToken": document.querySelector("meta[name=csrf]")?.content ?? "" };
  try {
    const answer = await fetch(address, { method: "POST", headers });
    if (answer.redirected) return location.assign(answer.url);
    toast(say("tooLateToUndo"), { tone: "warning" });
  } catch {
    toast(say("notReached"), { tone: "warning" });
  }
}
