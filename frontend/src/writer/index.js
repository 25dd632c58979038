/**
 * The editor of a message, as an island: it stands where the textarea stood and writes what is typed into it, so that all
 * that reads the textarea goes on as ever. Fetched when somebody first enters a composer (desk/writing.js).
 */
import "./writer.css";
import { history } from "prosemirror-history";
import { DOMSerializer, DOMParser as Reader } from "prosemirror-model";
import { EditorState, Plugin, TextSelection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { linksOver, offerLinks } from "./linking.js";
import { cleaned } from "./pasting.js";
import { fileOf, isPicture, keepPictures, pictureView } from "./pictures.js";
import { docOf, hasLooks, placeOf, plainOf, posOf, sliceOf } from "./plain.js";
import { schema } from "./schema.js";
import { keys, marksTyped, TOOLS } from "./tools.js";
import { word } from "./words.js";

const open = new Set();

/** The document of what was kept: its looks, or its lines. */
function docFrom({ text, html }) {
  if (!html) return docOf(text);
  const page = new DOMParser().parseFromString(html, "text/html");
  return Reader.fromSchema(schema).parse(page.body, { preserveWhitespace: true });
}

/** How it looks, as the server keeps it; "" where the text says it all. Empty lines at the end are left out. */
function htmlOf(doc) {
  if (!hasLooks(doc)) return "";
  /* In a document that shows nothing: here a browser would look for the pictures at once. */
  const apart = document.implementation.createHTMLDocument("");
  const holder = apart.createElement("div");
  holder.append(DOMSerializer.fromSchema(schema).serializeFragment(doc.content, { document: apart }));
  while (holder.lastElementChild?.matches("p:empty")) holder.lastElementChild.remove();
  return holder.innerHTML;
}

/** Behind a table one can go on. */
const room = new Plugin({
  appendTransaction: (_changes, _old, { doc, tr }) =>
    doc.lastChild?.type === schema.nodes.table ? tr.insert(doc.content.size, schema.nodes.paragraph.create()) : null,
});

/**
 * @param {{form: HTMLFormElement, area: HTMLTextAreaElement, written: {text: string, html: string},
 *   upload: typeof import("../desk/uploading.js").upload, toast: typeof import("../desk/toasts.js").toast}} given
 * @returns {import("../desk/surface.js").Surface}
 */
export function mountWriter({ form, area, written, upload, toast }) {
  letGo();
  const files = form.querySelector("input[data-enclose]");
  const pictures = keepPictures({ url: files?.dataset.enclose, upload });
  const takes = () => Boolean(files?.closest("label").checkVisibility());
  const place = document.createElement("div");
  place.className = "writer";
  const mirror = (doc) => {
    area.value = plainOf(doc).text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const insert = (view, given, pos) => {
    const nodes = given.map((file) => schema.nodes.picture.create({ id: pictures.take(file), alt: file.name }));
    const at = pos ?? view.state.selection.from;
    const { tr } = view.state;
    if (pos === undefined) tr.deleteSelection();
    view.dispatch(tr.insert(tr.mapping.map(at), nodes).scrollIntoView());
  };
  /** Pictures stand where they are put, the rest goes along as files. */
  const sort = (view, given, pos) => {
    const shown = given.filter(isPicture);
    if (!shown.length || !takes()) return false;
    insert(view, shown, pos);
    const others = given.filter((file) => !isPicture(file));
    if (others.length) files.dispatchEvent(new CustomEvent("enclose", { detail: { files: others } }));
    return true;
  };
  const lost = () =>
    toast(word("Pictures within the text were not pasted. Paste or drop each of them alone."), { tone: "warning" });
  const keep = (dataUrl, alt) => (takes() ? pictures.take(fileOf(dataUrl, alt)) : null);
  const view = new EditorView(place, {
    state: EditorState.create({
      doc: docFrom(written),
      plugins: [marksTyped(), ...keys(), history(), room, shownIn(form)],
    }),
    attributes: ({ doc }) => ({
      class: `written${doc.childCount === 1 && doc.firstChild.isTextblock && !doc.firstChild.content.size ? " is-empty" : ""}`,
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": area.ariaLabel,
      "data-placeholder": area.placeholder,
    }),
    nodeViews: { picture: pictureView(pictures) },
    transformPastedHTML: (html) => cleaned(html, { keep, lost }),
    clipboardTextParser: (text) => sliceOf(text.replace(/\r\n?/g, "\n")),
    clipboardTextSerializer: (slice) => slice.content.textBetween(0, slice.content.size, "\n", "\n"),
    handlePaste: (self, event) => {
      const text = event.clipboardData.getData("text/plain");
      /* Office puts a picture of the text beside the text: there the words are meant. */
      return text ? linksOver(self, text) : sort(self, [...event.clipboardData.files]);
    },
    handleDrop: (self, event) => {
      const pos = self.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
      return sort(self, [...event.dataTransfer.files], pos ?? self.state.doc.content.size);
    },
    dispatchTransaction(change) {
      view.updateState(view.state.apply(change));
      if (change.docChanged) mirror(view.state.doc);
    },
  });
  open.add(view);
  const surface = surfaceOn(view);
  const isIn = document.activeElement === area;
  const [from, to] = [area.selectionStart, area.selectionEnd];
  area.hidden = true;
  area.after(place);
  if (isIn) surface.select(from, to);
  offerTools(form, view);
  form.addEventListener("submit", (event) => waitFor(event, { view, pictures, takes, toast }), true);
  return surface;
}

/** Editors whose composer is gone listen no more. */
function letGo() {
  for (const view of [...open].filter((one) => !one.dom.isConnected)) {
    view.destroy();
    open.delete(view);
  }
}

function surfaceOn(view) {
  const selectionOf = (doc, from, to) => TextSelection.between(doc.resolve(from), doc.resolve(to));
  return {
    get html() {
      return htmlOf(view.state.doc);
    },
    get start() {
      return placeOf(view.state.doc, view.state.selection.from);
    },
    get caret() {
      return placeOf(view.state.doc, view.state.selection.to);
    },
    focus: () => view.focus(),
    refresh: () => view.updateState(view.state),
    select(from, to) {
      const { doc, tr } = view.state;
      view.focus();
      view.dispatch(tr.setSelection(selectionOf(doc, posOf(doc, from), posOf(doc, to))).scrollIntoView());
    },
    splice({ from, to, insert }) {
      const { doc, tr } = view.state;
      const [begin, end] = [posOf(doc, from), posOf(doc, to)];
      if (insert.includes("\n")) tr.replace(begin, end, sliceOf(insert));
      else tr.insertText(insert, begin, end);
      const behind = TextSelection.near(tr.doc.resolve(tr.mapping.map(end)), -1);
      view.dispatch(tr.setSelection(behind).scrollIntoView());
    },
    put(written) {
      const { doc, tr } = view.state;
      tr.replaceWith(0, doc.content.size, docFrom(written).content);
      view.dispatch(tr.setSelection(TextSelection.atEnd(tr.doc)).scrollIntoView());
    },
  };
}

/** The buttons say what stands where the caret is. */
function shownIn(form) {
  const buttons = [...form.querySelectorAll("[data-tool]")].filter(({ dataset }) => TOOLS[dataset.tool]);
  const show = ({ state }) => {
    for (const button of buttons) button.ariaPressed = String(TOOLS[button.dataset.tool].isOn(state));
  };
  return new Plugin({ view: () => ({ update: show }) });
}

function offerTools(form, view) {
  const bar = form.querySelector("[data-writer-tools]");
  const line = form.querySelector("[data-writer-link]");
  if (!bar) return;
  const link = offerLinks(line, view);
  bar.hidden = false;
  /* The caret stays where it is. */
  bar.addEventListener("pointerdown", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-tool]")?.dataset.tool;
    if (tool === "link") return link();
    if (!tool) return;
    TOOLS[tool].act(view.state, view.dispatch, view);
    view.focus();
  });
}

/** A picture that is not there yet would be missing in the mail. */
function waitFor(event, { view, pictures, takes, toast }) {
  let isWaiting = false;
  view.state.doc.descendants((node) => {
    isWaiting ||= node.type === schema.nodes.picture && !pictures.isThere(node.attrs.id);
  });
  if (!isWaiting || !takes()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  toast(word("A picture is still on its way. Wait for it, or take it out, then send."), { tone: "warning" });
}
