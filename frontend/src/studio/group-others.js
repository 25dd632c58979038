/** What another tool says of an element, told once: it is kept, and it does nothing here. */
import { make } from "./dom.js";
import { group } from "./fields.js";
import { ofOthers } from "./of-others.js";
import { word } from "./words.js";

const ABOUT = { who: "Who does it", form: "Form", when: "When it is due", runs: "What it runs", values: "Its values" };

export function othersGroup({ bo }) {
  const found = ofOthers(bo);
  if (!found.length) return null;
  const lines = found.map(({ about, name, said }) =>
    make(
      "div",
      {},
      make("dt", {}, word(ABOUT[about])),
      make("dd", {}, said ? `${said} ` : "", make("code.muted.text-2xs", {}, name)),
    ),
  );
  const hint = word("Kept in the file as it is, but it does nothing here. What counts is what this panel says.");
  return group(
    word("From another tool"),
    make("p.notice.tone-info", { "data-of-others": "" }, make("span", {}, hint)),
    make("dl.studio-others", {}, lines),
  );
}
