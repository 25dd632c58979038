/** The policies a step must obey: chosen from the register, shown on its card in every ticket. */
import { extensionsOf } from "./care.js";
import { make } from "./dom.js";
import { checkField, group } from "./fields.js";
import { word } from "./words.js";

export function policiesGroup({ bo, care, offers }) {
  const known = offers.policies ?? [];
  const carried = extensionsOf(bo).filter((value) => value.$type === "tantam:Policy");
  const keys = carried.map((value) => value.get("key"));
  const lost = keys.filter((key) => !known.some((one) => one.key === key));
  if (!known.length && !lost.length) return group(word("Policies"), teaching(offers));
  const offered = known.filter((one) => one.state !== "ended" || keys.includes(one.key));
  const rows = [...offered, ...lost.map((key) => ({ key, label: key, state: "lost" }))].map(({ key, label, state }) =>
    checkField({
      key: `policy-${key}`,
      label: state === "held" ? label : `${label} (${word(STATES[state])})`,
      value: keys.includes(key),
      set: (isOn) => {
        const held = carried.find((value) => value.get("key") === key);
        if (isOn && !held) care.replace(undefined, care.create("Policy", { key }));
        else if (!isOn && held) care.replace(held, undefined);
      },
    }),
  );
  return group(
    word("Policies"),
    rows,
    make("p.field-hint", {}, word("Read on the step's card and in the written procedure.")),
  );
}

/** Nobody looks for what they have never seen. */
function teaching({ policiesUrl }) {
  const words =
    "There is no policy in the register yet. Write one, and steps can carry it: it is read on the card of every ticket that stands there.";
  const way =
    policiesUrl &&
    make(
      "a.link.text-sm",
      { href: policiesUrl, target: "_blank", rel: "noopener", "data-field": "policies-register" },
      word("Open the register of policies"),
    );
  return [make("p.field-hint", {}, word(words)), way];
}

const STATES = { ended: "ended", coming: "not yet in force", lost: "not in the register" };
