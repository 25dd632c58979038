/**
 * `textarea[data-writer]`: when it is first entered an editor for lists, links, pictures (writer/, fetched then) takes its
 * place, at once where the draft has looks (`data-html`) or the editor is here already. It never does so while an input
 * method composes. Where it cannot be fetched the textarea stays, with the same draft.
 */
import { say } from "../language.js";
import { surfaceOf, takePlace } from "./surface.js";
import { toast } from "./toasts.js";
import { upload } from "./uploading.js";

let writer;
let failed = false;

function fetched() {
  writer ??= import("../writer/index.js");
  return writer;
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLTextAreaElement} area
 */
export function offerWriter(form, area) {
  let composing = false;
  let wanted = false;
  area.addEventListener("compositionstart", () => {
    composing = true;
  });
  area.addEventListener("compositionend", () => {
    composing = false;
  });
  const begin = async () => {
    if (wanted || failed) return;
    wanted = true;
    const found = await fetched().catch(() => null);
    if (!found) return doWithout();
    /* After what ends a composition the browser still puts its letters in: they are waited for. */
    while (composing) await new Promise((done) => area.addEventListener("compositionend", () => setTimeout(done)));
    if (area.isConnected) takePlace(area, found.mountWriter({ form, area, written: written(area), upload, toast }));
  };
  const doWithout = () => {
    failed = true;
    if (area.dataset.html) toast(say("noLooks"), { tone: "warning" });
  };
  if (area.dataset.html || (writer && !failed)) begin();
  area.addEventListener("focus", begin);
  form.addEventListener("pointerenter", () => fetched().catch(() => {}), { once: true });
  form.addEventListener("formdata", ({ formData }) => formData.set("html", surfaceOf(area).html));
}

function written(area) {
  return { text: area.value, html: surfaceOf(area).html };
}
