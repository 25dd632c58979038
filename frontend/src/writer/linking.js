/** The line in which a link is typed: `[data-writer-link]` with an input, a button that puts it and one that takes it off. */
import { toggleMark } from "prosemirror-commands";
import { TextSelection } from "prosemirror-state";
import { LINK, schema } from "./schema.js";

const { link } = schema.marks;
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** An address as people type it: without `https://`, or of a person. */
export function addressOf(typed) {
  const text = typed.trim();
  if (!text || LINK.test(text)) return text;
  if (ADDRESS.test(text)) return `mailto:${text}`;
  return /^[^\s/:]+\.[^\s]+$/u.test(text) ? `https://${text}` : "";
}

/** The whole link around the caret, or what is selected. */
function linked(state) {
  const { $from, from, to, empty } = state.selection;
  const mark = link.isInSet($from.marks()) ?? link.isInSet($from.nodeAfter?.marks ?? []);
  if (!empty || !mark) return { from, to, href: mark?.attrs.href ?? "" };
  const start = $from.start();
  let found = { from, to };
  $from.parent.forEach((node, offset) => {
    const [begin, end] = [start + offset, start + offset + node.nodeSize];
    if (mark.isInSet(node.marks) && begin <= from && from <= end) found = { from: begin, to: end };
  });
  return { ...found, href: mark.attrs.href };
}

/** @returns {() => void} opens the line */
export function offerLinks(line, view) {
  const input = line.querySelector("input");
  let place;
  const close = () => {
    line.hidden = true;
    view.focus();
  };
  const put = (href) => {
    const { tr } = view.state;
    const { from, to } = place;
    if (from === to && href) tr.insertText(input.value.trim(), from);
    const end = from === to ? from + (href ? input.value.trim().length : 0) : to;
    tr.removeMark(from, end, link);
    if (href) tr.addMark(from, end, link.create({ href }));
    view.dispatch(tr.setSelection(TextSelection.create(tr.doc, end)));
    close();
  };
  const take = () => {
    const href = addressOf(input.value);
    input.ariaInvalid = href || !input.value.trim() ? null : "true";
    if (href || !input.value.trim()) put(href);
  };
  line.addEventListener("keydown", (event) => {
    if (event.key === "Enter") take();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  line.querySelector("[data-put-link]").addEventListener("click", take);
  line.querySelector("[data-no-link]").addEventListener("click", () => put(""));
  return () => {
    if (!line.hidden) return close();
    place = linked(view.state);
    input.value = place.href;
    input.ariaInvalid = null;
    line.querySelector("[data-no-link]").hidden = !place.href;
    line.hidden = false;
    input.focus();
    input.select();
  };
}

/** An address pasted over words makes them a link. */
export function linksOver(view, text) {
  if (view.state.selection.empty || !LINK.test(text) || /\s/.test(text.trim())) return false;
  const { from, to } = view.state.selection;
  if (view.state.doc.rangeHasMark(from, to, link)) return false;
  return toggleMark(link, { href: text.trim() })(view.state, view.dispatch);
}
