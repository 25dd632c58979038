/**
 * What this page sent itself. Each form carries a word (`X-Sent`) that stands in the announcements of what it changed:
 * the pane that the answer was put into knows of it already and is not fetched a second time. Other tabs, and the
 * panes that the answer did not fill, do not know the word and fetch as ever.
 */
const PATIENCE_MS = 10_000;
const KEPT_MS = 60_000;
const sent = new Map();

/** Not a secret, only unlikely to come twice; `randomUUID` is missing where the page has no TLS. */
function word() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Which element the answer to this word filled; null where there was none, undefined where it is not ours. */
export function filledBy(said) {
  return sent.get(said)?.filled;
}

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (/^(GET|HEAD)$/i.test(ctx.request.method)) return;
  const said = word();
  ctx.request.headers["X-Sent"] = said;
  ctx.said = said;
  let settle;
  const filled = new Promise((resolve) => {
    settle = resolve;
  });
  sent.set(said, { filled, settle });
  setTimeout(settle, PATIENCE_MS, null);
  setTimeout(() => sent.delete(said), KEPT_MS);
});

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const isDone = ctx.response.status < 400 && ctx.response.status !== 204;
  sent.get(ctx.said)?.settle(isDone ? ctx.target : null);
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => sent.get(ctx?.said)?.settle(null));
