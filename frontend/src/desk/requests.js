/** What every htmx request needs: the CSRF token; and what a failed one says. */
import { say } from "../language.js";
import { toast } from "./toasts.js";
import { isGone, isUnasked } from "./unasked.js";

export function csrfToken() {
  return document.querySelector("meta[name=csrf]")?.content ?? "";
}

document.addEventListener("htmx:config:request", (event) => {
  const request = event.detail.ctx.request;
  if (!/^(GET|HEAD)$/i.test(request.method)) request.headers["X-CSRFToken"] = csrfToken();
});

/* Of all the requests that find the session ended, one leads to the sign-in page: a second would break off the first. */
let isLeaving = false;
function leave(go) {
  if (isLeaving) return;
  isLeaving = true;
  go();
}

document.addEventListener("htmx:response:error", (event) => {
  const status = event.detail.ctx.response?.raw?.status ?? 0;
  if (status === 422 || status === 409) return;
  if (status === 401) return leave(() => location.reload());
  if (status === 404 && isTold(event.detail.ctx)) return;
  if (isGone(status) && isUnasked(event.detail.ctx)) return;
  const words = status === 403 ? say("forbidden") : status === 404 ? say("gone") : say("serverError", status);
  toast(words, { tone: "error" });
});

/** A page that is no longer there for who reads it and says so in its own panes (`hx-partial` is swapped for any status). */
export function isTold(ctx) {
  return Boolean(ctx.text?.includes("<hx-partial"));
}

/* A session that ended answers with the sign-in page: go there whole instead of putting it into a pane. */
document.addEventListener("htmx:before:response", (event) => {
  const raw = event.detail.ctx.response?.raw;
  if (raw?.redirected && /\/(login|sign-in|dang-nhap)\b/.test(new URL(raw.url).pathname)) {
    event.preventDefault();
    const back = encodeURIComponent(location.pathname + location.search);
    leave(() => location.assign(`${new URL(raw.url).pathname}?next=${back}`));
  }
});

let offline;
const lost = () => {
  offline ??= toast(say("offline"), { tone: "warning", stay: 0 });
};
addEventListener("offline", lost);
addEventListener("online", () => {
  offline?.remove();
  if (offline) toast(say("online"), { tone: "success", stay: 2_500 });
  offline = undefined;
});

/* A double click sends once: a second submit of the same form within a second never reaches it. */
const TWICE_MS = 1_000;
const sentAt = new WeakMap();
/** A form that was held back a moment is sent now: that is no second click. */
export function sendsAgain(form) {
  sentAt.delete(form);
}
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
    if (event.timeStamp - (sentAt.get(form) ?? -TWICE_MS) < TWICE_MS) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    sentAt.set(form, event.timeStamp);
  },
  true,
);
