/** What can be done with a text: by keys, by marks typed at the beginning of a line, by the buttons `data-tool`. */
import {
  baseKeymap,
  chainCommands,
  createParagraphNear,
  exitCode,
  lift,
  liftEmptyBlock,
  newlineInCode,
  splitBlock,
  toggleMark,
  wrapIn,
} from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { inputRules, undoInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { schema } from "./schema.js";

const { nodes, marks } = schema;

/** The nearest node of these types around what is selected, and where it begins. */
function around({ selection }, ...types) {
  for (let depth = selection.$from.depth; depth > 0; depth -= 1) {
    const node = selection.$from.node(depth);
    if (types.includes(node.type)) return { node, pos: selection.$from.before(depth) };
  }
  return null;
}

function toggleList(type) {
  return (state, dispatch, view) => {
    const list = around(state, nodes.bullet_list, nodes.ordered_list);
    if (!list) return wrapInList(type)(state, dispatch, view);
    if (list.node.type === type) return liftListItem(nodes.list_item)(state, dispatch, view);
    dispatch?.(state.tr.setNodeMarkup(list.pos, type));
    return true;
  };
}

function toggleQuote(state, dispatch, view) {
  return around(state, nodes.blockquote)
    ? lift(state, dispatch, view)
    : wrapIn(nodes.blockquote)(state, dispatch, view);
}

function breakLine(state, dispatch) {
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
}

/** @type {Record<string, {act: import("prosemirror-state").Command, isOn: (state) => boolean}>} */
export const TOOLS = {
  strong: { act: toggleMark(marks.strong), isOn: (state) => isMarked(state, marks.strong) },
  em: { act: toggleMark(marks.em), isOn: (state) => isMarked(state, marks.em) },
  bullet_list: {
    act: toggleList(nodes.bullet_list),
    isOn: (state) => around(state, nodes.bullet_list, nodes.ordered_list)?.node.type === nodes.bullet_list,
  },
  ordered_list: {
    act: toggleList(nodes.ordered_list),
    isOn: (state) => around(state, nodes.bullet_list, nodes.ordered_list)?.node.type === nodes.ordered_list,
  },
  blockquote: { act: toggleQuote, isOn: (state) => Boolean(around(state, nodes.blockquote)) },
};

export function isMarked({ doc, selection, storedMarks }, mark) {
  const { from, to, empty, $from } = selection;
  if (empty) return Boolean(mark.isInSet(storedMarks ?? $from.marks()));
  return doc.rangeHasMark(from, to, mark);
}

/** Keys before everything else's. */
export function keys() {
  const item = nodes.list_item;
  const own = {
    Enter: chainCommands(splitListItem(item), newlineInCode, createParagraphNear, liftEmptyBlock, splitBlock),
    "Shift-Enter": chainCommands(exitCode, breakLine),
    "Mod-b": TOOLS.strong.act,
    "Mod-i": TOOLS.em.act,
    "Mod-z": undo,
    "Mod-y": redo,
    "Shift-Mod-z": redo,
    "Shift-Mod-7": TOOLS.ordered_list.act,
    "Shift-Mod-8": TOOLS.bullet_list.act,
    "Shift-Mod-9": TOOLS.blockquote.act,
    Tab: sinkListItem(item),
    "Shift-Tab": liftListItem(item),
    Backspace: undoInputRule,
  };
  return [keymap(own), keymap(baseKeymap)];
}

/** A dash, a number or `>` at the beginning of a line. */
export function marksTyped() {
  return inputRules({
    rules: [
      wrappingInputRule(/^\s*[-*•]\s$/, nodes.bullet_list),
      wrappingInputRule(
        /^(\d{1,3})[.)]\s$/,
        nodes.ordered_list,
        (found) => ({ start: Number(found[1]) }),
        (found, node) => node.childCount + node.attrs.start === Number(found[1]),
      ),
      wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
    ],
  });
}
