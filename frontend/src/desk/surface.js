/**
 * What one types into: the textarea of a composer until the editor has taken its place (writer/). The textarea holds the
 * text in both cases and hears `input`; whoever reads the caret or writes goes through its surface.
 *
 * @typedef {object} Surface
 * @property {string} html how the text looks, "" for lines alone
 * @property {number} caret where the caret stands in the text, `start` where what is selected begins
 * @property {() => void} focus
 * @property {() => void} [refresh] takes over what changed of the textarea's own words
 * @property {(from: number, to: number) => void} select
 * @property {(change: {from: number, to: number, insert: string}) => void} splice puts text in, the caret behind it
 * @property {(written: {text: string, html?: string}) => void} put instead of all that stands there
 */
import { spliced } from "../composer-text.js";

const editors = new WeakMap();

/** @returns {Surface} */
export function surfaceOf(area) {
  return editors.get(area) ?? plain(area);
}

/** From now on the editor is what one types into; without one the textarea again. */
export function takePlace(area, editor) {
  if (editor) editors.set(area, editor);
  else editors.delete(area);
}

/** Where keys, pastes and the focus of either pass by. */
export function fieldOf(area) {
  return area.closest("[data-words]") ?? area;
}

/** A key that belongs to what an input method is still composing: nobody else may take it, or a tone is lost. */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}

function plain(area) {
  const set = (text, from, to) => {
    area.value = text;
    area.setSelectionRange(from, to);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  return {
    /* A draft that is as it came looks as it did, also where no editor shows it. */
    get html() {
      return area.value === area.defaultValue ? (area.dataset.html ?? "") : "";
    },
    get start() {
      return area.selectionStart;
    },
    get caret() {
      return area.selectionEnd;
    },
    focus: () => area.focus(),
    select: (from, to) => {
      area.focus();
      area.setSelectionRange(from, to);
    },
    splice: (change) => {
      const { text, caret } = spliced(area.value, change);
      set(text, caret, caret);
    },
    put: ({ text, html = "" }) => {
      area.dataset.html = html;
      area.defaultValue = text;
      set(text, text.length, text.length);
    },
  };
}
