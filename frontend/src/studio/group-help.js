/** Where more is said about a step: a page elsewhere, offered on the step's card and in the written procedure. */
import { extension, innerLabel } from "./care.js";
import { group, textField } from "./fields.js";
import { isWebAddress } from "./web-address.js";
import { word } from "./words.js";

const TONGUES = [
  ["vi", "Vietnamese"],
  ["en", "English"],
];

export function helpGroup({ bo, care }) {
  const help = extension(bo, "Help");
  const address = textField({
    key: "help-href",
    label: word("Address"),
    value: help?.get("href"),
    hint: word("A page that says more, such as https://…; whoever does the step opens it from its card."),
    set: (href) => {
      const input = address.querySelector("input");
      input.setCustomValidity(
        href && !isWebAddress(href) ? word("Write the whole address, beginning with https://.") : "",
      );
      input.setAttribute("aria-invalid", String(!input.reportValidity()));
      if (input.validity.valid) care.replace(help, href ? written({ care, help, href }) : undefined);
    },
  });
  const names =
    help &&
    TONGUES.map(([lang, tongue]) =>
      textField({
        key: `help-${lang}`,
        label: `${word("Name of the link")} · ${word(tongue)}`,
        value: innerLabel(help, lang),
        set: (text) => care.replace(help, care.changed(help, { labels: labelled({ care, help, lang, text }) })),
      }),
    );
  return group(word("Help link"), address, names);
}

const written = ({ care, help, href }) => (help ? care.changed(help, { href }) : care.create("Help", { href }));

function labelled({ care, help, lang, text }) {
  const others = (help.get("labels") ?? []).filter((one) => (one.get("lang") || "vi") !== lang);
  return text ? [...others, care.create("Label", { lang, text })] : others;
}
