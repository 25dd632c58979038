/**
 * Files to be sent: `input[data-file]` in a frame `data-file-field` that also takes dropped ones. Chosen files are named
 * in `[data-file-names]` and can be taken out one by one; what is too large (`data-file-most`, bytes of all together), too
 * many (`data-file-count`) or of another kind (`accept`) is said in `[data-file-error]` and not taken, so that nothing is
 * sent in vain. Words of the server: `data-file-too-large`, `data-file-wrong-kind`, `data-file-too-many`.
 */
import { attach } from "../attach.js";
import { shownSize, sorted } from "../files-taken.js";
import { language, say } from "../language.js";

function put(input, files) {
  const carried = new DataTransfer();
  for (const file of files) carried.items.add(file);
  input.files = carried.files;
}

function named(file, takeOut) {
  const row = document.createElement("li");
  const name = document.createElement("bdi");
  name.textContent = file.name;
  const size = document.createElement("span");
  size.className = "muted";
  size.textContent = shownSize(file.size, language());
  const out = document.createElement("button");
  out.type = "button";
  out.className = "file-out";
  out.textContent = "×";
  out.ariaLabel = say("takeOut", file.name);
  out.title = out.ariaLabel;
  out.addEventListener("click", takeOut);
  row.append(name, size, out);
  return row;
}

/** What the browser may say of the field; the server says the same. */
function limitsOf(input) {
  return {
    kinds: input.accept.split(",").filter(Boolean),
    most: Number(input.dataset.fileMost) || Number.POSITIVE_INFINITY,
    count: input.multiple ? Number(input.dataset.fileCount) || Number.POSITIVE_INFINITY : 1,
  };
}

attach("input[data-file]", (input) => {
  const frame = input.closest("[data-file-field]");
  const names = frame.querySelector("[data-file-names]");
  const error = frame.querySelector("[data-file-error]");
  let kept = [];
  const show = (words = "") => {
    put(input, kept);
    names.replaceChildren(...kept.map((file) => named(file, () => takeOut(file))));
    frame.toggleAttribute("data-file-chosen", kept.length > 0);
    error.textContent = words;
    error.hidden = !words;
    input.ariaInvalid = words ? "true" : null;
  };
  const takeOut = (file) => {
    kept = kept.filter((one) => one !== file);
    show();
    input.focus();
  };
  const take = (given) => {
    const { taken, refused } = sorted(given, input.multiple ? kept : [], limitsOf(input));
    if (taken.length || !refused.length) kept = taken;
    else if (!input.multiple) kept = [];
    show(refused.map(({ file, why }) => `${file.name}: ${input.dataset[why]}`).join(" "));
  };
  input.addEventListener("change", () => input.files.length && take([...input.files]));
  input.form?.addEventListener("reset", () => setTimeout(() => take([])));
  const canTake = () => !input.disabled && input.getClientRects().length > 0;
  frame.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = canTake() ? "copy" : "none";
    frame.toggleAttribute("data-file-over", canTake());
  });
  for (const over of ["dragleave", "drop"]) frame.addEventListener(over, () => frame.removeAttribute("data-file-over"));
  frame.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault(); // else the browser would open the file instead of the page
    if (canTake()) take([...event.dataTransfer.files]);
  });
});
