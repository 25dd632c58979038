/** Somebody else saved or published meanwhile: nothing was overwritten, the person chooses. */
import { icon, make } from "./dom.js";
import { download } from "./exporting.js";
import { labelOf, word } from "./words.js";

export function conflictDialog({ draft, answer, xml }) {
  document.getElementById("studio-conflict")?.remove();
  const close = () => dialog.close();
  const choice = (name, spec, text, hint, act) =>
    make(
      `button.studio-choice${spec}`,
      {
        type: "button",
        onclick: () => {
          close();
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
    make("div.dialog-head", {}, make("h2", { id: "studio-conflict-title" }, word("Two people on one draft"))),
    make(
      "div.dialog-body.studio-choices",
      {},
      make("p", {}, labelOf(answer?.message)),
      answer?.url &&
        choice(
          "compare",
          "",
          word("See what differs"),
          word("Their drawing opens in a new tab; yours stays here."),
          () => open(answer.url, "_blank", "noopener"),
        ),
      choice("download", "", word("Keep mine as a file"), word("Then both can be put together by hand."), copy),
      choice("save", "", word("Save mine over it"), word("What they drew since is no longer in the draft."), () => {
        draft.revision = answer?.revision ?? draft.revision;
        draft.save({ force: true });
      }),
      choice(
        "undo",
        "",
        word("Take theirs"),
        word("Yours is saved as a file first, then the page opens theirs."),
        () => {
          copy();
          draft.modeler.get("eventBus").fire("draft.saved");
          draft.savedAt = draft.stack._stackIdx;
          draft.isTyping = false;
          draft.isRestored = false;
          setTimeout(() => location.reload(), 300);
        },
      ),
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
