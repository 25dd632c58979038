/** Asks why, publishes, and goes where the server says. What was typed stays until it went through. */
import { toast } from "../desk/toasts.js";
import { icon, make } from "./dom.js";
import { shareField, trialAsked, trialField } from "./publishing-trial.js";
import { isAway, saidOf } from "./saving.js";
import { word } from "./words.js";

let typed = "";

/**
 * Nothing is asked while something must be mended first, or where nothing has changed.
 * @param {object} trying how a version may be tried here: `beside` (number of the version in force, "" for none),
 *   `measures`, `url` (asked for the trial that goes on), `number` (of the version on trial, "" for none); `isRetired`:
 *   nothing is in force, so that the drawing may be published again as it is
 */
export async function publishing({ draft, checks, trying }) {
  if (checks.errors()) {
    toast(word("{} to mend before this can be published.", checks.errors()), { tone: "warning" });
    return checks.open();
  }
  if (!draft.isDirty && !draft.revision && !trying.isRetired)
    return toast(word("Nothing has changed since the published version."));
  try {
    const trial = trying.number ? await trialAsked({ draft, trying }) : null;
    if (trial !== undefined) publishDialog({ draft, checks, trying, trial });
  } catch {
    toast(word("The server cannot be reached. Nothing is published; try again."), { tone: "error" });
  }
}

function publishDialog({ draft, checks, trying, trial }) {
  const reason = make("textarea.textarea", {
    rows: "3",
    id: "studio-reason",
    required: true,
    maxlength: "2000",
    oninput: () => {
      typed = reason.value;
    },
  });
  reason.value = typed;
  const runs = taken(checks.taking());
  const tell = (percent) => runs.tell(percent, trial?.control ?? trying.beside);
  const share = trial ? trialField({ trial, measures: trying.measures, tell }) : tried({ trying, tell });
  const trouble = make("p.field-error", { role: "alert", hidden: true });
  const act = make("button.btn.btn-primary.btn-sm", {}, icon("rocket"), word("Publish"));
  const close = make("button.btn.btn-ghost.btn-sm", { type: "button", "data-closes": "" }, word("Cancel"));
  const form = make(
    "form.contents",
    { method: "dialog" },
    make(
      "div.dialog-body.form",
      {},
      share?.before,
      runs.line,
      beginning(checks.taking()?.how ?? []),
      standing(checks.taking()?.standing ?? []),
      openRemarks(),
      reviewed(draft),
      make(
        "div.field",
        {},
        make("label.field-label", { for: "studio-reason" }, word("What changes, and why?")),
        reason,
        make("p.field-hint", {}, word("It is kept with the version and read by everybody who works with it.")),
        trouble,
      ),
      share?.fields,
    ),
    make("footer.dialog-foot", {}, close, act),
  );
  const dialog = make(
    "dialog.dialog",
    { "aria-label": word("Publish a new version"), onclose: () => dialog.remove() },
    make("div.dialog-head", {}, make("h2", {}, word("Publish a new version"))),
    form,
  );
  const say = (text) => {
    trouble.textContent = text;
    trouble.hidden = !text;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(reason.value.trim() ? "" : word("Say why, so that others can follow."));
    if (!reason.value.trim() || act.disabled) return;
    act.disabled = true;
    act.setAttribute("aria-busy", "true");
    try {
      const answer = await draft.publish(reason.value.trim(), share?.said() ?? {});
      if (answer) return done(answer, dialog);
      dialog.close(); // it was not saved; that says why
    } catch (error) {
      refused(error, { dialog, draft, checks, trying, say });
    }
    act.disabled = false;
    act.removeAttribute("aria-busy");
  });
  document.body.append(dialog);
  dialog.showModal();
  if (trial) dialog.querySelector("input[type=radio]").focus();
  else reason.focus();
}

/** For what part of new tickets, where something is in force that the others run on. */
function tried({ trying, tell }) {
  return trying.beside ? shareField({ measures: trying.measures, tell }) : null;
}

function refused(error, { dialog, draft, checks, trying, say }) {
  const { problems, trial } = error.answer ?? {};
  if (problems?.length) {
    dialog.close();
    checks.show(problems);
    toast(word("{} to mend before this can be published.", problems.length), { tone: "warning" });
    checks.open();
  } else if (trial) {
    // Somebody began a trial while this page stood open: asked again, now with what becomes of it.
    dialog.close();
    trying.number = trial;
    toast(saidOf(error), { tone: "warning" });
    publishing({ draft, checks, trying });
  } else say(isAway(error) ? word("The server cannot be reached. Nothing is published; try again.") : saidOf(error));
}

/** Whether requests begin with it: who waits for the first ticket in vain should know before, not after. */
function taken(taking) {
  if (taking && !taking.begins) {
    const line = make("p.notice.tone-warning", { "data-taken": "" }, make("span", {}, taking.text));
    return { line, tell: () => {} };
  }
  const forAll = taking?.text ?? word("New tickets run the new version; running tickets stay on theirs.");
  const line = make("p.muted.text-sm", { "data-runs": "", "aria-live": "polite" }, forAll);
  const some =
    "A trial: {}% of customers get the new version with their new tickets, the others version {}. Running tickets stay on theirs.";
  const tell = (percent, other) => {
    line.textContent = percent < 100 ? word(some, percent, other) : forAll;
  };
  return { line, tell };
}

/** By which message it begins, when first and for about how many: known before, not found out afterwards. */
function beginning(lines) {
  return lines.length
    ? make(
        "ul.studio-begins",
        { "data-begins": "" },
        lines.map((line) => make("li", {}, icon("play"), make("span", {}, line))),
      )
    : null;
}

/** Tickets at steps that were removed: they go on as they began, which nobody sees in the drawing. */
function standing(lines) {
  return lines.length
    ? make(
        "div.notice.tone-warning",
        { "data-standing": "" },
        make(
          "div",
          {},
          lines.map((line) => make("p", {}, line)),
        ),
      )
    : null;
}

/** Nobody has to answer every remark, but nobody overlooks one either. */
function openRemarks() {
  const open = Number(document.querySelector("[data-remarks-count]")?.textContent ?? 0);
  return open
    ? make("p.notice.tone-warning", {}, make("span", {}, word("{} remarks are not dealt with yet.", open)))
    : null;
}

/** Who has approved of it, or has not; new edits are approved of by nobody. */
function reviewed(draft) {
  const said = document.querySelector("[data-review-note]")?.dataset.reviewNote;
  if (!said) return null;
  const changed = draft.isDirty ? ` ${word("What you have just changed nobody has reviewed.")}` : "";
  return make("p.notice.tone-info", {}, make("span", {}, `${said}${changed}`));
}

function done(answer, dialog) {
  typed = "";
  if (answer.url) return location.assign(answer.url);
  dialog.close();
  toast(word("Published as version {}", answer.number ?? ""), { tone: "success" });
}
