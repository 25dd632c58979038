/** Somebody else saved or published meanwhile: nothing was overwritten, the person chooses. */
import { csrfToken } from "../desk/requests.js";
import { icon, make } from "./dom.js";
import { download } from "./downloading.js";
import { labelOf, word } from "./words.js";

/** `answer.is_mine`: it was the same person, in another tab. */
const WORDS = {
  theirs: {
    title: "Two people on one draft",
    see: "See what they changed",
    compare: "It opens in a new tab; yours stays here, and so do these choices.",
    both: "See mine beside theirs",
    bothHint: "What stands only here, only there, and what reads otherwise; in a new tab.",
    file: "Keep mine as a file",
    over: "Save mine over it",
    overHint: "What they drew since is no longer in the draft.",
    take: "Take theirs",
    takeHint: "Yours is saved as a file first, then the page opens theirs.",
  },
  mine: {
    title: "Two tabs of yours on one draft",
    see: "See what differs",
    compare: "What is saved opens in a new tab; what you drew here stays.",
    file: "Keep this one as a file",
    over: "Save this one over it",
    overHint: "What you drew in the other tab is no longer in the draft.",
    take: "Take what is saved",
    takeHint: "This one is kept as a file first, then the page opens what is saved.",
  },
};

/** The saved drawing beside a text, on a page of its own: what is sent is too much for an address. */
function apart(url, what, xml) {
  const fields = Object.entries({ what, xml, csrfmiddlewaretoken: csrfToken() });
  const form = make(
    "form",
    { method: "post", action: url, target: "_blank", hidden: true },
    fields.map(([name, value]) => make("input", { type: "hidden", name, value })),
  );
  document.body.append(form);
  form.submit();
  form.remove();
}

/**
 * What they changed is told against what this page was opened from. Where that is not known, or where the person's
 * own two tabs are meant, against what the answer says.
 */
function seeing({ draft, answer, xml }) {
  if (draft.apartUrl && answer?.is_mine) return () => apart(draft.apartUrl, "mine", xml);
  if (draft.apartUrl && draft.known) return () => apart(draft.apartUrl, "opened", draft.known);
  return answer?.url ? () => open(answer.url, "_blank", "noopener") : undefined;
}

export function conflictDialog({ draft, answer, xml }) {
  const words = answer?.is_mine ? WORDS.mine : WORDS.theirs;
  const changed = seeing({ draft, answer, xml });
  document.getElementById("studio-conflict")?.remove();
  const close = () => dialog.close();
  const choice = (name, text, hint, act, { isLast = true } = {}) =>
    make(
      "button.studio-choice",
      {
        type: "button",
        onclick: () => {
          if (isLast) close(); // else one still has to choose
          act();
        },
      },
      icon(name),
      make("span", {}, make("strong", {}, text), make("span.muted", {}, hint)),
    );
  const copy = () => download(`${draft.name}-${word("mine")}.bpmn`, xml, "application/xml");
  const dialog = make(
    "dialog.dialog",
    { id: "studio-conflict", "aria-labelledby": "studio-conflict-title", onclose: () => dialog.remove() },
    make("div.dialog-head", {}, make("h2", { id: "studio-conflict-title" }, word(words.title))),
    make(
      "div.dialog-body.studio-choices",
      {},
      make("p", {}, labelOf(answer?.message)),
      changed &&
        choice("compare", word(words.see), word(words.compare), changed, {
          isLast: false,
        }),
      draft.apartUrl &&
        words.both &&
        choice("compare", word(words.both), word(words.bothHint), () => apart(draft.apartUrl, "mine", xml), {
          isLast: false,
        }),
      choice("download", word(words.file), word("Then both can be put together by hand."), copy, {
        isLast: false,
      }),
      choice("save", word(words.over), word(words.overHint), () => {
        draft.revision = answer?.revision ?? draft.revision;
        draft.save({ force: true });
      }),
      choice("undo", word(words.take), word(words.takeHint), () => {
        copy();
        draft.modeler.get("eventBus").fire("draft.saved");
        draft.savedAt = draft.stack._stackIdx;
        draft.isTyping = false;
        draft.isRestored = false;
        setTimeout(() => location.reload(), 300);
      }),
    ),
    make(
      "footer.dialog-foot",
      {},
      make("button.btn.btn-ghost.btn-sm", { type: "button", onclick: close }, word("Cancel")),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}
