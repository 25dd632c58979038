/** Finding elements by name, marks or not: "goi dien" finds "Gọi điện cho khách". Ids count only where typed whole. */
import { folded } from "../folding.js";

const LEAST_OF_AN_ID = 3;

/**
 * @param {Array<{name: string, id: string}>} items what can be found
 * @param {string} typed
 * @returns {Array<{item: object, primaryTokens: object[], secondaryTokens: object[]}>} what begins so first, then where
 *   a word does, then the rest
 */
export function findByName(items, typed) {
  const pattern = folded(typed).trim().replace(/\s+/g, " ");
  if (!pattern) return [];
  return items
    .map((item) => ({ item, at: placeOf(item.name, pattern) }))
    .filter(({ item, at }) => at >= 0 || isId(item, typed.trim()))
    .sort((a, b) => rank(a) - rank(b) || a.item.name.localeCompare(b.item.name, "vi"))
    .map(({ item, at }) => ({
      item,
      primaryTokens: item.name ? marked(item.name, at, pattern.length) : [{ normal: item.id }],
      secondaryTokens: at < 0 ? [{ normal: item.id }] : [],
    }));
}

/** Where the pattern stands in the name, as a place in the name as written; letters keep their places when folded. */
function placeOf(name, pattern) {
  return [...name.normalize("NFC")]
    .map((letter) => folded(letter) || letter)
    .join("")
    .indexOf(pattern);
}

function isId({ id }, typed) {
  return typed.length >= LEAST_OF_AN_ID && id.toLowerCase() === typed.toLowerCase();
}

function rank({ item, at }) {
  if (at < 0) return 3;
  if (at === 0) return 0;
  return /[\p{L}\p{N}]/u.test(item.name.normalize("NFC")[at - 1]) ? 2 : 1;
}

function marked(name, at, length) {
  if (at < 0) return [{ normal: name }];
  const text = name.normalize("NFC");
  const parts = [
    { normal: text.slice(0, at) },
    { matched: text.slice(at, at + length) },
    { normal: text.slice(at + length) },
  ];
  return parts.filter((part) => Object.values(part)[0]);
}
