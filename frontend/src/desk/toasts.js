/** Messages in a corner: those of the server go after a while, `toast()` adds one, `data-toast-text` shows one on click. */
import { attach, onClick } from "../attach.js";
import { say } from "../language.js";

const STAY_MS = 6_000;

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
export function toast(text, { tone = "info", action, stay = STAY_MS } = {}) {
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

attach("[data-toast]", (element) => {
  const stay = Number(element.dataset.stay ?? STAY_MS);
  if (element.classList.contains("tone-error") || !stay) return;
  let timer = setTimeout(() => element.remove(), stay);
  element.addEventListener("mouseenter", () => clearTimeout(timer));
  element.addEventListener("mouseleave", () => {
    timer = setTimeout(() => element.remove(), stay / 2);
  });
});
onClick("[data-dismiss]", (button) => button.closest("[data-toast]")?.remove());
onClick("[data-toast-text]", (button) => toast(button.dataset.toastText, { tone: button.dataset.toastTone }));
/* A response may say so too: HX-Trigger: {"toast": {"text": "…", "tone": "success"}} */
document.addEventListener("toast", (event) => toast(event.detail.text, event.detail));
