/**
 * While the server is away: a part that fetches itself anew says so where it has words for it (`[data-away]` in an element
 * `data-says-away`), and no longer once it is filled again; a `form[data-asks-first]` is sent only when the server answers,
 * so that nobody is left with the browser's own page of errors and without what was chosen.
 */
import { say } from "../language.js";
import { sendsAgain } from "./requests.js";
import { toast } from "./toasts.js";
import { isGone } from "./unasked.js";

function tell(element, isAway) {
  const part = element?.closest?.("[data-says-away]");
  const words = part?.querySelector("[data-away]");
  if (!words || words.hidden === !isAway) return;
  words.hidden = !isAway;
  part.toggleAttribute("data-is-away", isAway);
}

document.addEventListener("htmx:error", ({ detail: { ctx, error } }) => {
  if (error && ctx) tell(ctx.sourceElement, true);
});
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  if (isGone(ctx.response?.raw?.status)) tell(ctx.sourceElement, true);
});
document.addEventListener("htmx:before:response", ({ detail: { ctx } }) => {
  if (ctx.response?.raw?.ok) tell(ctx.sourceElement, false);
});

async function answers() {
  try {
    const answer = await fetch("/alive/", { cache: "no-store", signal: AbortSignal.timeout(8_000) });
    return answer.ok;
  } catch {
    return false;
  }
}

const asked = new WeakSet();
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !("asksFirst" in form.dataset) || asked.has(form)) return;
  event.preventDefault();
  const isThere = await answers();
  sendsAgain(form);
  if (isThere) {
    asked.add(form);
    form.requestSubmit(event.submitter?.isConnected ? event.submitter : undefined);
    asked.delete(form);
  } else toast(say("notReached"), { tone: "error" });
});
