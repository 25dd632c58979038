/** Publishing beside a version in force: for what part of new tickets, and what becomes of a trial that goes on. */
import { make } from "./dom.js";
import { word } from "./words.js";

/**
 * The trial that publishing would end, as it stands; null where it is over meanwhile. What is drawn is saved first, so
 * that it can be compared. @returns {Promise<object|null|undefined>} undefined where it could not be saved, which says why
 */
export async function trialAsked({ draft, trying }) {
  if ((draft.isDirty || !draft.revision) && !(await draft.save())) return undefined;
  const response = await fetch(trying.url, { headers: { Accept: "application/json" } });
  if (!response.ok || !response.headers.get("Content-Type")?.includes("json")) throw new Error(String(response.status));
  const { trial } = await response.json();
  trying.number = trial?.number ?? "";
  return trial;
}

/** Where something is published already, a new version may be tried on a part of what begins. What judges it is named now. */
export function shareField({ measures, tell, most = 100, usual = 100 }) {
  const input = make("input.input.input-sm", {
    id: "studio-share",
    type: "number",
    min: "1",
    max: String(most),
    required: true,
    value: String(usual),
    oninput: () => told(),
  });
  const told = () => {
    const percent = Number(input.value);
    judged.hidden = !(percent < 100);
    if (percent >= 1 && percent <= 100) tell(percent);
  };
  const judged = judgedBy(measures);
  const field = make(
    "div.field",
    {},
    make("label.field-label", { for: "studio-share" }, word("What share of new tickets, in percent?")),
    input,
    make("p.field-hint", {}, word("Less than 100 tries it: the same customer always gets the same version.")),
  );
  return {
    fields: [field, judged],
    told,
    said: () => ({
      share: Number(input.value),
      measure: judged.querySelector("select")?.value ?? "",
      guards: [...judged.querySelectorAll("input:checked")].map((one) => one.value),
    }),
  };
}

/** Two versions are in force: whoever publishes a third says which of them it takes the place of. */
export function trialField({ trial, measures, tell }) {
  const share = shareField({ measures, tell, most: 99, usual: trial.share });
  const shares = make("fieldset.contents", { hidden: true, disabled: true }, share.fields);
  const chosen = () => shares.closest("form").querySelector("input[name=trial]:checked")?.value;
  const turn = () => {
    const isTried = chosen() === "try";
    shares.hidden = !isTried;
    shares.disabled = !isTried;
    if (isTried) share.told();
    else tell(100);
  };
  const choice = (value, text, hint) =>
    make(
      "label.studio-choice",
      {},
      make("input.radio.radio-sm", { type: "radio", name: "trial", value, required: true, onchange: turn }),
      make("span", {}, make("strong", {}, text), make("span.muted", {}, hint)),
    );
  const choices = make(
    "fieldset.field.studio-choices",
    {},
    make("legend.field-label", {}, word("What becomes of the trial of version {}?", trial.number)),
    choice(
      "all",
      word("End it, and publish this for all"),
      word("Versions {} and {} take nothing new any more.", trial.control, trial.number),
    ),
    choice(
      "try",
      word("End it, and try this one instead"),
      word("On a share of new tickets, beside version {}, which stays in force.", trial.control),
    ),
    make("p.field-hint", {}, word("To let it go on, cancel: the draft is kept. Its figures stay with the version.")),
  );
  return {
    before: [standing(trial), carried(trial), choices],
    fields: [shares],
    said: () => ({ ...(chosen() === "try" ? share.said() : { share: 100 }), ending: trial.number }),
  };
}

/** What it has shown so far, in words. */
function standing(trial) {
  const [headline, ...lines] = trial.verdict;
  return make(
    "div.notice.tone-warning",
    { "data-trial-stands": "" },
    make(
      "div",
      {},
      make(
        "p",
        {},
        make("strong", {}, word("Publishing ends the trial of version {}.", trial.number)),
        ` ${trial.said}`,
      ),
      make(
        "p",
        {},
        [headline, ...lines].map((one) => (one.endsWith(".") ? `${one} ` : `${one}. `)),
        away(trial.figures_url, word("Figures")),
      ),
    ),
  );
}

/** Whether the draft has what is being tried: else it goes with the trial. */
function carried(trial) {
  if (!trial.compare_url) return null;
  const compare = away(trial.compare_url, word("Compare version {} with this draft", trial.number));
  if (trial.carries === "all")
    return make("p.notice.tone-success", { "data-carries": "all" }, make("span", {}, `${trial.carried} `, compare));
  const said = trial.carried && `${trial.carried} ${word("It goes with the trial.")} `;
  return make("p.notice.tone-error", { "data-carries": trial.carries }, make("span", {}, said, compare));
}

function away(href, text) {
  return make("a.link", { href, target: "_blank", rel: "noopener" }, text);
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
