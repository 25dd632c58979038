/**
 * Files that go with an answer: `input[data-enclose="URL"]` in a frame `data-file-field` that also takes dropped and pasted
 * ones. They are sent to the server at once, all that were chosen together or none, and stand in `[data-file-names]` with
 * an `input[name=file]` each; while they are on their way they show how far, and can be called back. What is too large
 * (`data-file-most`, bytes of all together) or too many (`data-file-count`) is refused in `[data-file-error]` without
 * being sent; what could not be sent stays and can be tried again. `[data-take-out]` takes one out. Other modules hand
 * files in by the event `enclose` with `detail.files`, or what the server has already by `enclosed`; what the editor takes as a picture of the text it takes itself.
 */
import { attach } from "../attach.js";
import { shownSize, together } from "../files-taken.js";
import { language, say } from "../language.js";
import { csrfToken } from "./requests.js";
import { toast } from "./toasts.js";
import { upload } from "./uploading.js";

function button(className, text, label) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = text;
  if (label) made.ariaLabel = made.title = label;
  return made;
}

function sizeOf(text) {
  const size = document.createElement("span");
  size.className = "muted";
  size.textContent = text;
  return size;
}

/** A file that the server has, as its own rows look. */
function rowOf({ id, name, size, bytes, url }) {
  const row = document.createElement("li");
  row.dataset.enclosed = id;
  row.dataset.bytes = bytes;
  const link = document.createElement("a");
  link.className = "link-quiet";
  link.href = url;
  link.target = "_blank";
  const words = document.createElement("bdi");
  words.textContent = name;
  link.append(words);
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "file";
  field.value = id;
  const out = button("file-out", "×", say("takeOut", name));
  out.dataset.takeOut = "";
  row.append(link, sizeOf(size), field, out);
  return row;
}

/** Files on their way: one row for all that were chosen together. */
function waiting(files) {
  const row = document.createElement("li");
  row.dataset.enclosing = "";
  row.dataset.bytes = String(files.reduce((sum, file) => sum + file.size, 0));
  row.dataset.count = String(files.length);
  const name = document.createElement("bdi");
  name.textContent = files.length > 1 ? say("filesOnTheirWay", files.length) : files[0].name;
  const far = sizeOf(shownSize(Number(row.dataset.bytes), language()));
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.ariaLabel = name.textContent;
  const out = button("file-out", "×", say("takeOut", name.textContent));
  row.append(name, far, bar, out);
  return { row, bar, out, far };
}

attach("input[data-enclose]", (input) => {
  const frame = input.closest("[data-file-field]");
  const names = frame.querySelector("[data-file-names]");
  const error = frame.querySelector("[data-file-error]");
  const url = input.dataset.enclose;
  const tell = (words = "") => {
    error.textContent = words;
    error.hidden = !words;
    input.ariaInvalid = words ? "true" : null;
  };
  const there = () => [...names.children].reduce((sum, row) => sum + Number(row.dataset.bytes), 0);
  const send = (files) => {
    const { row, bar, out, far } = waiting(files);
    names.append(row);
    const sending = upload(url, files, (part) => {
      bar.value = part;
    });
    let isStopped = false;
    out.addEventListener("click", () => {
      isStopped = true;
      sending.stop();
      row.remove();
      input.focus();
    });
    sending.answered.then(
      ({ status, said }) => {
        if (isStopped) return;
        if (status !== 200) {
          row.remove();
          return tell(said.why ?? say("serverError", status));
        }
        row.replaceWith(...said.files.map(rowOf));
      },
      () => !isStopped && again(row, bar, far, files),
    );
  };
  /* The files are still in the page: nothing has to be chosen anew. */
  const again = (row, bar, far, files) => {
    bar.remove();
    far.textContent = say("notUploaded");
    far.className = "tone-warning";
    const retry = button("link-quiet", say("tryAgain"));
    retry.addEventListener("click", () => {
      row.remove();
      send(files);
    });
    row.querySelector(".file-out").before(retry);
  };
  const take = (files) => {
    const count = [...names.children].reduce((sum, row) => sum + Number(row.dataset.count ?? 1), 0);
    const limits = { most: Number(input.dataset.fileMost), count: Number(input.dataset.fileCount) };
    const why = together(files, { bytes: there(), count }, limits);
    tell(why ? input.dataset[why] : "");
    if (files.length && !why) send(files);
  };
  const canTake = () => !input.disabled && input.getClientRects().length > 0;
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = "";
    if (files.length) take(files);
  });
  input.addEventListener("enclose", ({ detail }) => take(detail.files));
  input.addEventListener("enclosed", ({ detail }) => names.append(...detail.files.map(rowOf)));
  names.addEventListener("click", (event) => {
    const row = event.target.closest("[data-take-out]")?.closest("[data-enclosed]");
    if (!row) return;
    const address = `${url}${row.dataset.enclosed}/out/`;
    row.remove();
    tell();
    input.focus();
    const done = fetch(address, { method: "POST", headers: { "X-CSRFToken": csrfToken() }, keepalive: true });
    done.catch(() => {}); // without its field it does not go along
  });
  frame.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = canTake() ? "copy" : "none";
    frame.toggleAttribute("data-file-over", canTake());
  });
  for (const over of ["dragleave", "drop"]) frame.addEventListener(over, () => frame.removeAttribute("data-file-over"));
  frame.addEventListener("drop", (event) => {
    if (event.defaultPrevented || !event.dataTransfer.files.length) return;
    event.preventDefault(); // else the browser would open the file instead of the page
    if (canTake()) take([...event.dataTransfer.files]);
  });
  frame.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    /* Office puts a picture of the text beside the text: there the words are meant. */
    if (event.defaultPrevented || !files.length || event.clipboardData.getData("text/plain") || !canTake()) return;
    event.preventDefault();
    take(files);
  });
  frame.addEventListener(
    "submit",
    (event) => {
      if (!canTake() || !names.querySelector("[data-enclosing]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      toast(say("filesNotThereYet"), { tone: "warning" });
    },
    true,
  );
});
