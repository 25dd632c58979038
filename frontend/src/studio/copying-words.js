/** What was copied or pasted, in words. */
import { word } from "./words.js";

const MOST_NAMED = 4;
export const DONE = {
  copied: ["{} step copied.", "{} steps copied.", "{} element copied.", "{} elements copied."],
  cut: ["{} step cut.", "{} steps cut.", "{} element cut.", "{} elements cut."],
  pasted: ["{} step pasted.", "{} steps pasted.", "{} element pasted.", "{} elements pasted."],
};
export const WHY = {
  link: "Not brought along, it was not copied: “{}”.",
  call: "Runs here only once that process is published: “{}”.",
  count: "A formula counts a step that was not copied: “{}”.",
};
/** The new key first: it is what one may want to change. */
export const REKEYED = "{} is the new key of the process “{}”: {} is another one's.";
export const RESTING = "“{}” does not run by itself here: only one process of a drawing does.";

/** "3 steps copied." or, where there is no step among them, "2 elements copied." */
export function sumWords({ steps, others, lines }, done) {
  const [step, more, element, elements] = DONE[done];
  if (steps) return word(steps === 1 ? step : more, steps);
  const count = others || lines;
  return word(count === 1 ? element : elements, count);
}

/** @returns {string[]} a sentence each */
export function pastedWords({ counts, missing, kept, isMoved, rekeyed = [], resting = [] }) {
  const said = [sumWords(counts, "pasted")];
  if (isMoved) said.push(word("Outside of the frame of a process no step can stand: it was put inside, nearby."));
  if (kept) said.push(word("Outside of their lane the steps keep who does them."));
  for (const { name, was, is } of rekeyed) said.push(word(REKEYED, is, name || was, was));
  for (const name of resting) said.push(word(RESTING, name));
  for (const { why, name, step } of missing.slice(0, MOST_NAMED))
    said.push([step && `${step}:`, word(WHY[why], name)].filter(Boolean).join(" "));
  if (missing.length > MOST_NAMED) said.push(word("And {} more.", missing.length - MOST_NAMED));
  return said;
}
