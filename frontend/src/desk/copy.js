/** `data-copy="text"`: a click puts it on the clipboard and says so. */
import { onClick } from "../attach.js";
import { say } from "../language.js";
import { toast } from "./toasts.js";

onClick("[data-copy]", async (button) => {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    toast(say("copied", button.dataset.copy), { tone: "success", stay: 2_500 });
  } catch {
    toast(say("notCopied"), { tone: "warning" });
  }
});
