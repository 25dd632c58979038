/**
 * A document as the text that stands for it in the textarea, with the places in both: scripts, gaps and names are found in
 * the text. A line of the text is a line of the document, so that text alone is the same in either.
 */
import { Fragment, Slice } from "prosemirror-model";
import { schema } from "./schema.js";

const known = new WeakMap();

/**
 * @param {import("prosemirror-model").Node} doc
 * @returns {{text: string, pieces: {at: number, length: number, pos: number, size: number}[]}} `at` in the text, `pos` in the document
 */
export function plainOf(doc) {
  if (!known.has(doc)) known.set(doc, read(doc));
  return known.get(doc);
}

function read(doc) {
  const found = { text: "", pieces: [], isBegun: false };
  blocks(doc, -1, found, { first: "", later: "" });
  return { text: found.text, pieces: found.pieces };
}

/** The blocks within a node that begins at `pos`; `first` stands before its first line, `later` before the others. */
function blocks(node, pos, found, { first, later }) {
  node.forEach((child, offset, index) => {
    const at = pos + 1 + offset;
    const before = { first: index ? later : first, later };
    if (child.isTextblock) line(child, at, found, before.first);
    else if (child.type === schema.nodes.table_row) cells(child, at, found, before.first);
    else blocks(child, at, found, within(node, child, index, before));
  });
}

function within(list, child, index, { first, later }) {
  const types = schema.nodes;
  if (child.type === types.blockquote) return { first: `${first}> `, later: `${later}> ` };
  if (child.type !== types.list_item) return { first, later };
  const mark = list.type === types.ordered_list ? `${list.attrs.start + index}. ` : "- ";
  return { first: first + mark, later: later + " ".repeat(mark.length) };
}

function line(block, pos, found, before) {
  found.text += `${found.isBegun ? "\n" : ""}${before}`;
  found.isBegun = true;
  inline(block, pos, found);
}

function cells(row, pos, found, before) {
  found.text += `${found.isBegun ? "\n" : ""}${before}`;
  found.isBegun = true;
  row.forEach((one, offset, index) => {
    if (index) found.text += "\t";
    one.descendants((block, at, _parent, number) => {
      if (!block.isTextblock) return true;
      if (number) found.text += " ";
      inline(block, pos + 1 + offset + 1 + at, found);
      return false;
    });
  });
}

function inline(block, pos, found) {
  found.pieces.push({ at: found.text.length, length: 0, pos: pos + 1, size: 0 });
  block.forEach((child, offset) => {
    const words = child.isText ? child.text : child.type === schema.nodes.picture ? `[${child.attrs.alt}]` : "\n";
    found.pieces.push({ at: found.text.length, length: words.length, pos: pos + 1 + offset, size: child.nodeSize });
    found.text += words;
  });
}

/** Where a place in the text stands in the document: behind what begins a line where it is before it. */
export function posOf(doc, at) {
  const { pieces } = plainOf(doc);
  let last = pieces[0];
  for (const piece of pieces) {
    if (piece.at > at) break;
    last = piece;
  }
  if (!last) return 1;
  const into = Math.min(Math.max(at - last.at, 0), last.length);
  return last.pos + (last.size === last.length ? into : into && last.size);
}

/** Where a place in the document stands in the text. */
export function placeOf(doc, pos) {
  const { pieces } = plainOf(doc);
  let last = pieces[0];
  for (const piece of pieces) {
    if (piece.pos > pos) break;
    last = piece;
  }
  if (!last) return 0;
  const into = Math.min(Math.max(pos - last.pos, 0), last.size);
  return last.at + (last.size === last.length ? into : into && last.length);
}

/** The lines of a text as they go into a document: open at both ends, so that they join what stands there. */
export function sliceOf(text) {
  const lines = text.split("\n").map((one) => schema.nodes.paragraph.create(null, one ? schema.text(one) : null));
  return new Slice(Fragment.from(lines), 1, 1);
}

/** A text as a document of its own. */
export function docOf(text) {
  return schema.nodes.doc.create(null, sliceOf(text).content);
}

/** Whether it holds more than lines of text. */
export function hasLooks(doc) {
  let found = false;
  doc.descendants((node) => {
    found ||= node.marks.length > 0 || !(node.isText || ["paragraph", "hard_break"].includes(node.type.name));
    return !found;
  });
  return found;
}
