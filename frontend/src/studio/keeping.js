/** A copy of what is not saved yet, in this browser: after a crash or a closed window it is offered again. */

import { toast } from "../desk/toasts.js";
import { language } from "../language.js";
import { fileOf, whenIdle } from "./filed.js";
import { word } from "./words.js";

const PAUSE_MS = 800;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, copy) {
  try {
    if (copy) localStorage.setItem(key, JSON.stringify(copy));
    else localStorage.removeItem(key);
  } catch {
    // no room or no leave to keep anything: saving to the server still works
  }
}

/**
 * @param {{modeler: object, draft: object, key: string, xml: string}} options `xml` is what was opened
 */
export function keeping({ modeler, draft, key, xml, restore }) {
  const copy = read(key);
  if (copy?.xml && copy.xml !== xml) offer(copy, restore);
  else write(key, null);
  let timer;
  const keep = async () => {
    if (!draft.isDirty) return write(key, null);
    const { revision, base } = draft;
    const now = await fileOf(modeler);
    if (draft.isDirty) write(key, { xml: now, revision, base, at: Date.now() });
  };
  modeler.on("commandStack.changed", () => {
    clearTimeout(timer);
    timer = setTimeout(() => whenIdle(keep), PAUSE_MS);
  });
  modeler.on("draft.saved", () => {
    clearTimeout(timer);
    write(key, null);
  });
}

function offer(copy, restore) {
  const when = new Date(copy.at).toLocaleString(language() === "vi" ? "vi-VN" : "en-GB", {
    dateStyle: "short",
    timeStyle: "short",
  });
  toast(word("This browser kept a drawing of {} that was never saved.", when), {
    tone: "warning",
    stay: 0,
    action: { text: word("Take it up again"), act: () => restore(copy) },
  });
}
