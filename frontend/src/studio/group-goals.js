/** The figures a process is to reach: which measure, how much of it, and for what share of its tickets. */
import { extensionsOf } from "./care.js";
import { group, lengthField, numberField, selectField } from "./fields.js";
import { adder, card } from "./group-lists.js";
import { percentOf, shareOf } from "./percent.js";
import { labelOf, word } from "./words.js";

const FIRST = { metric: "frt", target: "PT30M", share: "0.9" };
/** What stands there before somebody says otherwise, by what a measure is counted in. */
const TARGETS = { time: "PT30M", rate: "0.9", score: "4.5" };

/** `offers.goals`: [{key, label, unit: "time"|"rate"|"score"}]. */
export function goalsGroup({ bo, care, offers }) {
  const known = offers.goals ?? [];
  const goals = extensionsOf(bo).filter((value) => value.$type === "tantam:Goal");
  const cards = goals.map((goal, at) =>
    card(parts({ goal, at, known, change: (said) => care.replace(goal, care.changed(goal, said)) }), {
      remove: () => care.replace(goal),
    }),
  );
  const add = () => care.replace(undefined, care.create("Goal", FIRST));
  return group(word("Goals"), cards, adder(word("Add a goal"), add));
}

function parts({ goal, at, known, change }) {
  const unit = unitOf(goal, known);
  const choose = (metric) => {
    const next = known.find(({ key }) => key === metric)?.unit ?? unit;
    change(next === unit ? { metric } : { metric, target: TARGETS[next], share: next === "time" ? "0.9" : undefined });
  };
  const target = { key: `goal-${at}-target`, label: word("Target"), value: goal.get("target") };
  const setTarget = (text) => change({ target: text || undefined });
  return [
    selectField({
      key: `goal-${at}-metric`,
      label: word("Metric"),
      value: goal.get("metric"),
      options: known.map(({ key, label }) => [key, labelOf(label)]),
      set: choose,
    }),
    unit === "time" && lengthField({ ...target, set: setTarget }),
    unit === "rate" && percentField({ ...target, set: setTarget }),
    unit === "score" && numberField({ ...target, set: setTarget }),
    unit === "time" &&
      percentField({
        key: `goal-${at}-share`,
        label: word("Of how many tickets (%)"),
        value: goal.get("share"),
        set: (text) => change({ share: text || undefined }),
      }),
  ];
}

/** A measure that nobody knows is shown as what its target looks like. */
function unitOf(goal, known) {
  const found = known.find(({ key }) => key === goal.get("metric"));
  if (found) return found.unit;
  return /^P/.test(goal.get("target") ?? "") ? "time" : "score";
}

/** In the file a share of one, before people percent. */
function percentField({ value, set, label, ...more }) {
  const shown = percentOf(value);
  const name = label.includes("%") ? label : `${label} (%)`;
  return numberField({ ...more, label: name, value: shown, set: (text) => set(shareOf(text)) });
}
