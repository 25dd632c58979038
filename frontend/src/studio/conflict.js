/** Somebody else saved or published meanwhile: nothing was overwritten, the person chooses. */
import { icon, make } from "./dom.js";
import { download } from "./exporting.js";
import { labelOf, word } from "./words.js";

/** `answer.is_mine`: it was the same person, in another tab. */
const WORDS = {
  theirs: {
    title: "Two people on one draft",
    see: "See what they changed",
    compare: "It opens in a new tab; yours stays here, and so do these choices.",
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

export function conflictDialog({ draft, answer, xml }) {
  const words = answer?.is_mine ? WORDS.mine : WORDS.theirs;
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
      answer?.url &&
        choice("compare", word(words.see), word(words.compare), () => open(answer.url, "_blank", "noopener"), {
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
