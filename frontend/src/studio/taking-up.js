/** Another drawing takes the place of the one that stands here: asked about where that is not saved, undone by one step. */
import { icon, make } from "./dom.js";
import { whenOf } from "./keeping.js";
import { namesApart } from "./kept-copy.js";
import { word } from "./words.js";

const COMMAND = "tantam.replaced";
const MOST_NAMED = 6;

/**
 * @param {object} options
 * @param {(xml: string) => Promise<void>} options.show opens a drawing
 * @param {(typed: object|undefined) => void} options.typedAgain puts what was being typed back into its field
 * @returns {(copy: {xml: string, revision: number, base: number}, again: () => void) => Promise<void>} `again` offers the
 *   copy once more, where it was not taken or was taken back
 */
export function takingUp({ modeler, draft, show, typedAgain }) {
  const stack = modeler.get("commandStack");
  const putBack = async ({ before, copy, again }) => {
    const isSavedSince = draft.revision !== copy.revision || draft.base !== copy.base;
    await show(before.xml);
    if (!isSavedSince) Object.assign(draft, { revision: before.revision, base: before.base });
    draft.opened({ isRestored: before.isDirty || isSavedSince });
    draft.tell();
    again();
  };
  // The drawing itself is opened around the step: a whole file cannot be opened within one.
  stack.registerHandler(COMMAND, function Replaced() {
    this.execute = () => [];
    this.revert = (step) => {
      setTimeout(() => putBack(step));
      return [];
    };
  });
  return async (copy, again) => {
    const { revision, base, isDirty } = draft;
    const before = { xml: (await modeler.saveXML({ format: true })).xml, revision, base, isDirty };
    if (isDirty && !(await asked({ modeler, copy, before }))) return again();
    await show(copy.xml);
    Object.assign(draft, { revision: Number(copy.revision) || 0, base: Number(copy.base) || 0 });
    stack.execute(COMMAND, { before, copy, again });
    draft.opened({ isRestored: true });
    typedAgain(copy.typed);
  };
}

async function namesIn(moddle, xml) {
  const { elementsById } = await moddle.fromXML(xml);
  const shown = Object.values(elementsById).filter((one) => one.$instanceOf?.("bpmn:FlowNode") && one.name);
  return new Map(shown.map((one) => [one.id, one.name]));
}

/** What is not saved yet would make way: said with what stands only in one of the two. */
async function asked({ modeler, copy, before }) {
  const moddle = modeler.get("moddle");
  const apart = namesApart(await namesIn(moddle, copy.xml), await namesIn(moddle, before.xml));
  const told = [
    [word("Only in the kept one"), apart.kept],
    [word("Only in what stands here"), apart.here],
  ].filter(([, names]) => names.length);
  return new Promise((answer) => {
    const take = make("button.btn.btn-primary.btn-sm", { value: "take" }, icon("undo"), word("Take it up again"));
    const stay = make("button.btn.btn-ghost.btn-sm", { value: "" }, word("Cancel"));
    const dialog = make(
      "dialog.dialog",
      {
        id: "studio-replacing",
        "aria-labelledby": "studio-replacing-title",
        onclose: () => {
          dialog.remove();
          answer(dialog.returnValue === "take");
        },
      },
      make("div.dialog-head", {}, make("h2", { id: "studio-replacing-title" }, word("Put the kept drawing here?"))),
      make(
        "form.contents",
        { method: "dialog" },
        make(
          "div.dialog-body.form",
          {},
          make(
            "p",
            {},
            word("What you have drawn here since is not saved. The drawing of {} takes its place.", whenOf(copy)),
          ),
          told.length
            ? make(
                "ul.plain-list",
                {},
                told.map(([label, names]) => make("li", {}, `${label}: ${some(names)}`)),
              )
            : make("p", {}, word("Both have the same steps; what is written in them may differ.")),
          make("p.muted.text-sm", {}, word("Undo brings back what stands here.")),
        ),
        make("footer.dialog-foot", {}, stay, take),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}

function some(names) {
  const said = names
    .slice(0, MOST_NAMED)
    .map((name) => `“${name}”`)
    .join(", ");
  return names.length > MOST_NAMED ? `${said}, …` : said;
}
