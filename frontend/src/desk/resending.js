/**
 * When the server cannot be reached: say so, and send a `form[data-retries]` again by itself until it is back. Such a
 * form carries a key, so that what did arrive is not done twice.
 */
import { say } from "../language.js";
import { toast } from "./toasts.js";
import { isUnasked } from "./unasked.js";

const AGAIN_MS = 2_000;
const MOST = 20;
const waiting = new WeakMap();
let told;

function textOf(form) {
  return form.querySelector("textarea")?.value ?? "";
}

function stop(form) {
  const state = waiting.get(form);
  if (!state) return;
  clearTimeout(state.timer);
  state.note.remove();
  waiting.delete(form);
}

function giveUp(form) {
  stop(form);
  toast(say("notSent"), { tone: "error" });
}

function again(form, submitter) {
  const note = toast(say("resending"), {
    tone: "warning",
    stay: 0,
    action: { text: say("stop"), act: () => stop(form) },
  });
  const state = waiting.get(form) ?? { tries: 0, text: textOf(form) };
  state.note?.remove();
  state.note = note;
  state.tries += 1;
  waiting.set(form, state);
  if (state.tries > MOST) return giveUp(form);
  state.timer = setTimeout(() => {
    if (!form.isConnected || textOf(form) !== state.text) stop(form);
    else form.requestSubmit(submitter?.isConnected ? submitter : undefined);
  }, AGAIN_MS);
}

document.addEventListener("htmx:error", (event) => {
  const { ctx, error } = event.detail;
  if (!ctx?.request || !(error instanceof TypeError)) return;
  const form = ctx.sourceElement;
  if (form?.matches?.("form[data-retries]")) return again(form, ctx.sourceEvent?.submitter);
  if (isUnasked(ctx) || told?.isConnected) return;
  told = toast(say("notReached"), { tone: "warning" });
});

document.addEventListener("htmx:before:response", (event) => {
  const form = event.detail.ctx.sourceElement;
  if (form instanceof HTMLFormElement) stop(form);
});
