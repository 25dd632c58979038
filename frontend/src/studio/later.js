/** Parts of the studio that come when they are first used. */
import { toast } from "../desk/toasts.js";
import { word } from "./words.js";

/** Waits for a part and does something with it; where it does not come, says so and nothing is lost. */
export function later(coming, act) {
  return coming.then(act, () =>
    toast(word("This part of the studio could not be loaded. Your drawing is still here; try again."), {
      tone: "error",
    }),
  );
}
