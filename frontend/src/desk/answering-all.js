/** `data-reply-all="URL"` puts those whom the customer also wrote to (JSON `cc`) into the field `cc` of its form. */
import { onClick } from "../attach.js";
import { say } from "../language.js";
import { toast } from "./toasts.js";

onClick("[data-reply-all]", async (button) => {
  const input = button.closest("form").querySelector("input[name=cc]");
  try {
    const { cc } = await (await fetch(button.dataset.replyAll)).json();
    const there = input.value.split(/[\s,;]+/).filter(Boolean);
    const all = [...new Set([...there, ...cc])];
    if (all.length === there.length) return toast(say("nobodyElse"));
    input.value = all.join(", ");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  } catch {
    toast(say("notReached"), { tone: "warning" });
  }
});
