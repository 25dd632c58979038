/** The name by which formulas know a field, made of what it is called: nobody who draws has to know that there is one. */
import { folded } from "../folding.js";

const LONGEST = 40;
const MADE_UP = /^truong_\d+$/;

/**
 * @param {string} key the one it has @param {string} label what it is called now @param {string[]} used the others'
 * @returns {string} another one only while nobody has chosen one
 */
export function keyFor(key, label, used) {
  if (!MADE_UP.test(key)) return key;
  const plain = folded(label)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .slice(0, LONGEST)
    .replace(/^[_\d]+|_+$/g, "");
  if (!plain) return key;
  let found = plain;
  for (let number = 2; used.includes(found); number += 1) found = `${plain}_${number}`;
  return found;
}
