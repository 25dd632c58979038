/**
 * Pictures that stand in the text: each is a file of the draft, on its way to the server as soon as it is there, under an
 * id that is given here, so that the text can name it at once. While it is on its way it shows how far, and can be taken out.
 */
import { word } from "./words.js";

const KINDS = ["image/png", "image/jpeg", "image/gif", "image/webp"];
/* Programs that read mail show a picture as wide as it says, however narrow they are. */
const WIDEST = 600;

/** Whether every mail program shows it; anything else goes along as a file. */
export function isPicture(file) {
  return KINDS.includes(file.type);
}

/** `crypto.randomUUID` is missing where the page has no TLS. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The file that a `data:` address holds. */
export function fileOf(dataUrl, name) {
  const [head, data] = dataUrl.split(",", 2);
  const type = head.slice(5).split(";")[0].replace("image/jpg", "image/jpeg");
  const letters = atob(data.replace(/\s/g, ""));
  return new File([Uint8Array.from(letters, (letter) => letter.charCodeAt(0))], name || `anh.${type.slice(6)}`, {
    type,
  });
}

/** @param {{url: string, upload: typeof import("../desk/uploading.js").upload}} to */
export function keepPictures({ url, upload }) {
  const known = new Map();
  const tell = (one) => {
    for (const hear of one.heard) hear(one);
  };
  const send = (one) => {
    one.state = "going";
    one.part = 0;
    const far = (part) => {
      one.part = part;
      tell(one);
    };
    one.sending = upload(url, [one.file], far, { picture: one.id });
    one.sending.answered.then(
      ({ status, said }) => end(one, status === 200 ? "there" : "refused", said.why),
      () => one.state === "going" && end(one, "failed"),
    );
    tell(one);
  };
  const end = (one, state, why = "") => {
    one.state = state;
    one.why = why;
    tell(one);
  };
  return {
    /** Begins to send it. @returns {string} its id */
    take(file) {
      const one = { id: newId(), file, preview: URL.createObjectURL(file), heard: new Set(), why: "" };
      known.set(one.id, one);
      send(one);
      return one.id;
    },
    again: (id) => send(known.get(id)),
    stop(id) {
      const one = known.get(id);
      if (one?.state === "going") one.sending.stop();
    },
    of: (id) => known.get(id),
    addressOf: (id) => known.get(id)?.preview ?? `${url}${id}`,
    /** Whether the server has it, as far as is known here. */
    isThere: (id) => !known.has(id) || known.get(id).state === "there",
    hear(id, act) {
      known.get(id)?.heard.add(act);
      return () => known.get(id)?.heard.delete(act);
    },
  };
}

/** How a picture stands in the editor. */
export function pictureView(pictures) {
  return (node, view, getPos) => {
    const { id } = node.attrs;
    const dom = document.createElement("span");
    dom.className = "writer-picture";
    const image = document.createElement("img");
    image.alt = node.attrs.alt;
    image.src = pictures.addressOf(id);
    if (node.attrs.width) image.width = node.attrs.width;
    const foot = document.createElement("span");
    foot.className = "writer-picture-foot";
    dom.append(image, foot);
    const takeOut = () => {
      pictures.stop(id);
      const pos = getPos();
      if (pos !== undefined) view.dispatch(view.state.tr.delete(pos, pos + 1));
      view.focus();
    };
    const show = () => foot.replaceChildren(...footOf(pictures.of(id), { takeOut, again: () => pictures.again(id) }));
    image.addEventListener("load", () => {
      const pos = getPos();
      if (view.isDestroyed || pos === undefined || view.state.doc.nodeAt(pos)?.attrs.width) return;
      image.width = Math.min(image.naturalWidth, WIDEST);
      const change = view.state.tr.setNodeAttribute(pos, "width", image.width);
      view.dispatch(change.setMeta("addToHistory", false));
    });
    image.addEventListener("error", () => {
      dom.classList.add("is-lost");
      const lost = { state: "refused", why: word("This picture is no longer there. Take it out or paste it again.") };
      foot.replaceChildren(...footOf(lost, { takeOut }));
    });
    show();
    const unhear = pictures.hear(id, show);
    return {
      dom,
      update: (other) => other.type === node.type && other.attrs.id === id,
      selectNode: () => dom.classList.add("is-chosen"),
      deselectNode: () => dom.classList.remove("is-chosen"),
      stopEvent: (event) => Boolean(event.target.closest?.("button")),
      ignoreMutation: () => true,
      destroy: unhear,
    };
  };
}

function footOf(one, { takeOut, again }) {
  const parts = [];
  if (one?.state === "going") {
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = one.part;
    bar.ariaLabel = one.file.name;
    parts.push(bar);
  } else if (one && one.state !== "there") {
    const why = document.createElement("span");
    why.textContent = one.why || word("Not uploaded.");
    parts.push(why);
    if (one.state === "failed") parts.push(button("link-quiet", word("Try again"), again));
  }
  const out = button("file-out", "×", takeOut);
  out.ariaLabel = out.title = word("Take the picture out");
  return [...parts, out];
}

function button(className, text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
