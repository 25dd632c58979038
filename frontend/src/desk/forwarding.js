/**
 * `data-forward="URL"` on a mail passes it on: its words are quoted in the composer (JSON `text`, `html`), its files stand
 * there to be taken out one by one (`files`), and who gets it is to be named. `[data-forward-words]` says meanwhile that
 * the customer does not; `[data-no-forward]` in it goes back to answering.
 */
import { onClick } from "../attach.js";
import { say } from "../language.js";
import { csrfToken } from "./requests.js";
import { surfaceOf } from "./surface.js";
import { toast } from "./toasts.js";

function mark(form, isForward) {
  const words = form.querySelector("[data-forward-words]");
  words.hidden = !isForward;
  words.querySelector("input").value = isForward ? "1" : "";
}

function asHtml(text) {
  const holder = document.createElement("div");
  for (const line of text.split("\n")) {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    holder.append(paragraph);
  }
  return holder.innerHTML;
}

/** What is quoted stands below what was written already. */
function quote(area, { text, html }) {
  const surface = surfaceOf(area);
  const written = area.value.trimEnd();
  const above = written ? surface.html || asHtml(written) : "";
  surface.put({ text: `${written}\n\n${text}`, html: `${above}<p></p><p></p>${html}` });
}

onClick("[data-forward]", async (button) => {
  const form = document.querySelector("form[data-composer]");
  const to = form?.querySelector("input[name=to]");
  if (!to) return;
  button.disabled = true;
  try {
    const headers = { "X-CSRFToken": csrfToken() };
    const answer = await fetch(button.dataset.forward, { method: "POST", headers, redirect: "error" });
    const said = await answer.json();
    if (!answer.ok) return toast(said.why ?? say("serverError", answer.status), { tone: "warning" });
    form.querySelector("[data-composer-mode=reply]")?.click();
    mark(form, true);
    to.value = "";
    to.closest("details").open = true;
    quote(form.querySelector("textarea"), said);
    const files = form.querySelector("input[data-enclose]");
    files.dispatchEvent(new CustomEvent("enclosed", { detail: said }));
    const panes = document.querySelector("[data-panes]");
    if (panes?.dataset.showing === "side") panes.dataset.showing = "main";
    to.focus();
  } catch {
    toast(say("notReached"), { tone: "warning" });
  } finally {
    button.disabled = false;
  }
});

onClick("[data-no-forward]", (button) => {
  const form = button.closest("form");
  const to = form.querySelector("input[name=to]");
  mark(form, false);
  to.value = "";
  to.dispatchEvent(new Event("input", { bubbles: true }));
  surfaceOf(form.querySelector("textarea")).focus();
});
