/** Asks why, publishes, and goes where the server says. What was typed stays until it went through. */
import { toast } from "../desk/toasts.js";
import { icon, make } from "./dom.js";
import { isAway, saidOf } from "./saving.js";
import { word } from "./words.js";

let typed = "";

/** Nothing is asked while something must be mended first, or where nothing has changed. */
export function publishing({ draft, checks, mayTry, measures }) {
  if (checks.errors()) {
    toast(word("{} to mend before this can be published.", checks.errors()), { tone: "warning" });
    checks.open();
  } else if (!draft.isDirty && !draft.revision) toast(word("Nothing has changed since the published version."));
  else publishDialog({ draft, checks, mayTry, measures });
}

function publishDialog({ draft, checks, mayTry, measures }) {
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
  const share = mayTry ? shareField(measures) : null;
  const trouble = make("p.field-error", { role: "alert", hidden: true });
  const act = make("button.btn.btn-primary.btn-sm", {}, icon("rocket"), word("Publish"));
  const close = make("button.btn.btn-ghost.btn-sm", { type: "button", "data-closes": "" }, word("Cancel"));
  const form = make(
    "form.contents",
    { method: "dialog" },
    make(
      "div.dialog-body.form",
      {},
      taken(checks.taking()),
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
      const answer = await draft.publish(reason.value.trim(), share?.percent(), share?.plan());
      if (answer) return done(answer, dialog);
      dialog.close(); // it was not saved; that says why
    } catch (error) {
      if (error.answer?.problems?.length) {
        dialog.close();
        checks.show(error.answer.problems);
        toast(word("{} to mend before this can be published.", error.answer.problems.length), { tone: "warning" });
        checks.open();
      } else
        say(isAway(error) ? word("The server cannot be reached. Nothing is published; try again.") : saidOf(error));
    }
    act.disabled = false;
    act.removeAttribute("aria-busy");
  });
  document.body.append(dialog);
  dialog.showModal();
  reason.focus();
}

/** Where something is published already, a new version may be tried on a part of what begins. What judges it is named now. */
function shareField(measures) {
  const input = make("input.input.input-sm", {
    id: "studio-share",
    type: "number",
    min: "1",
    max: "100",
    required: true,
    value: "100",
    oninput: () => {
      judged.hidden = !(Number(input.value) < 100);
    },
  });
  const judged = judgedBy(measures);
  const field = make(
    "div.field",
    {},
    make("label.field-label", { for: "studio-share" }, word("For how many percent of new tickets?")),
    input,
    make("p.field-hint", {}, word("Less than 100 tries it: the same customer always gets the same version.")),
  );
  return {
    fields: [field, judged],
    percent: () => Number(input.value),
    plan: () => ({
      measure: judged.querySelector("select")?.value ?? "",
      guards: [...judged.querySelectorAll("input:checked")].map((one) => one.value),
    }),
  };
}

/** One measure decides, others must not get worse: named before anybody sees a figure, and not changed afterwards. */
function judgedBy(measures) {
  const options = measures.map(({ key, label }) => make("option", { value: key }, label));
  const boxes = measures.map(({ key, label }) =>
    make(
      "label.step-check",
      {},
      make("input.checkbox.checkbox-sm", { type: "checkbox", value: key }),
      make("span", {}, label),
    ),
  );
  const decides = make(
    "select.select.select-sm",
    {
      id: "studio-measure",
      onchange: () => {
        for (const box of boxes) box.hidden = box.firstChild.value === decides.value;
      },
    },
    options,
  );
  if (boxes[0]) boxes[0].hidden = true;
  return make(
    "div.contents",
    { hidden: true },
    make(
      "div.field",
      {},
      make("label.field-label", { for: "studio-measure" }, word("What decides the trial?")),
      decides,
      make(
        "p.field-hint",
        {},
        word("It is named now and cannot be changed afterwards; the others are shown beside it."),
      ),
    ),
    make(
      "fieldset.field",
      {},
      make("legend.field-label", {}, word("What must not get worse?")),
      make("div.studio-guards", {}, boxes),
    ),
  );
}

/** Whether requests begin with it: who waits for the first ticket in vain should know before, not after. */
function taken(taking) {
  if (!taking || taking.begins)
    return make(
      "p.muted.text-sm",
      {},
      taking?.text ?? word("New tickets run the new version; running tickets stay on theirs."),
    );
  return make("p.notice.tone-warning", { "data-taken": "" }, make("span", {}, taking.text));
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
