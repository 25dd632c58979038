/** What is said of the whole process: key, model, touchpoints, segments, goals, unmatched messages. */
import { language } from "../language.js";
import { extension, extensionsOf, textOf } from "./care.js";
import { CHANNEL_WORDS, CHANNELS, SEGMENT_WORDS, SEGMENTS, SHAPES, UNMATCHED, WITHOUT } from "./choices.js";
import { bothLanguages, checkField, chipsField, group, selectField, textField } from "./fields.js";
import { examplesGroup } from "./group-examples.js";
import { goalsGroup } from "./group-goals.js";
import { word } from "./words.js";

export function processGroup({ bo, care, modeler, offers }) {
  const own = extension(bo, "Process");
  return [
    group(
      word("Process"),
      textField({
        key: "process-key",
        label: word("Key of the process"),
        value: own?.get("key"),
        mono: true,
        set: (key) => care.setAttributes("Process", { key }),
      }),
      bothLanguages({
        key: "purpose",
        label: word("What it is for"),
        rows: 2,
        read: (lang) => textOf(bo, "Purpose", lang),
        write: (lang, text) => care.setText("Purpose", lang, text),
      }),
      selectField({
        key: "process-shape",
        label: word("Model"),
        value: own?.get("shape"),
        empty: word("choose…"),
        options: SHAPES.map((shape) => [shape, word(shape)]),
        set: (shape) => care.setAttributes("Process", { shape }),
      }),
      many({
        bo,
        care,
        type: "Touchpoint",
        attribute: "channel",
        label: word("Touchpoints"),
        keys: CHANNELS,
        words: CHANNEL_WORDS,
      }),
      beginsFields({ bo, care }),
      many({
        bo,
        care,
        type: "Segment",
        attribute: "key",
        label: word("Segments"),
        keys: SEGMENTS,
        words: SEGMENT_WORDS,
      }),
      selectField({
        key: "unmatched",
        label: word("A message nothing waits for"),
        value: extension(bo, "Unmatched")?.get("message"),
        empty: word("choose…"),
        options: UNMATCHED.map(([key, words]) => [key, word(words)]),
        set: (message) => care.setAttributes("Unmatched", { message }),
      }),
    ),
    goalsGroup({ bo, care, offers }),
    examplesGroup({ bo, care, modeler, offers }),
  ].filter(Boolean);
}

function many({ bo, care, type, attribute, label, keys, words }) {
  const found = extensionsOf(bo).filter((value) => value.$type === `tantam:${type}`);
  const values = found.map((value) => value.get(attribute));
  const set = (next) => {
    const kept = extensionsOf(bo).filter((value) => !found.includes(value) || next.includes(value.get(attribute)));
    const added = next.filter((key) => !values.includes(key)).map((key) => care.create(type, { [attribute]: key }));
    care.set([...kept, ...added]);
  };
  const options = keys.map((key, at) => [key, words[language()][at]]);
  return chipsField({ key: type, label, values, set, options, hint: values.length ? null : word(WITHOUT[type]) });
}

/** Which of its touchpoints take new requests in; at the others it runs, and another process begins it. */
function beginsFields({ bo, care }) {
  return extensionsOf(bo)
    .filter((one) => one.$type === "tantam:Touchpoint")
    .map((point) => {
      const channel = point.get("channel");
      const called = CHANNEL_WORDS[language()][CHANNELS.indexOf(channel)] ?? channel;
      return checkField({
        key: `begins-${channel}`,
        label: word("New requests by {} begin here", called),
        value: !["false", "0"].includes(String(point.get("begins"))),
        set: (on) => care.replace(point, care.changed(point, { begins: on ? undefined : "false" })),
      });
    });
}
