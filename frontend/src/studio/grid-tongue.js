/** Names and notes of a decision table in the language of whoever reads it. */
import { language } from "../language.js";

/**
 * A name or note in the reader's language: on an English page the English one is written beside the Vietnamese one. Where
 * there is none yet, what is typed stands for both, to its last letter.
 */
export function inTongue(holder, property, tongue = language()) {
  const isForeign = () => tongue !== "vi" && holder[property] && !holder.isForBoth;
  return {
    get text() {
      return (tongue === "vi" ? "" : holder.foreign) || holder[property];
    },
    set text(said) {
      if (tongue !== "vi" && !holder[property] && !holder.foreign) holder.isForBoth = true;
      if (!isForeign()) holder[property] = said;
      else holder.foreign = said === holder[property] ? "" : said;
    },
  };
}
