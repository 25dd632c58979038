/** The editor of a formula: suggestions, brackets and quotes in pairs, mistakes at their place. Loaded when needed. */
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  startCompletion,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { language } from "../language.js";
import { make } from "./dom.js";
import { suggested } from "./formula-complete.js";
import { word } from "./words.js";

const MOST_SHOWN = 60;
const ICONS = { name: "variable", value: "constant", function: "function", word: "keyword" };

/**
 * @param {{parent: HTMLElement, text: string, attributes: object, nonce: string, known: () => Promise<object>,
 *   changed: (text: string) => void, left: (text: string) => void}} options
 * @returns {{view: EditorView, text: () => string, say: (problem: object | null) => void}}
 */
export function openEditor({ parent, text, attributes, nonce, known, changed, left }) {
  const complete = async (context) => {
    const found = suggested(context.state.doc.toString(), context.pos, await known(), {
      tongue: language(),
      asked: context.explicit,
    });
    return (
      found && {
        from: found.from,
        to: found.to,
        filter: false,
        options: found.options.slice(0, MOST_SHOWN).map(option),
      }
    );
  };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        nonce ? EditorView.cspNonce.of(nonce) : [],
        history(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({
          override: [complete],
          icons: false,
          activateOnTypingDelay: 60,
          maxRenderedOptions: MOST_SHOWN,
        }),
        keymap.of([
          { key: "Tab", run: acceptCompletion },
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...historyKeymap,
          ...defaultKeymap.filter(({ key }) => !["Mod-Enter", "Mod-b"].includes(key)),
        ]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ spellcheck: "false", autocapitalize: "off", ...attributes }),
        EditorState.phrases.of({ Completions: word("Suggestions"), Diagnostics: word("Problems") }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed(update.state.doc.toString());
        }),
        EditorView.domEventHandlers({ blur: (_, { state }) => left(state.doc.toString()) }),
      ],
    }),
  });
  // the panel finds the pen again by these, as in any other field
  Object.defineProperties(view.contentDOM, {
    selectionStart: { get: () => view.state.selection.main.from },
    selectionEnd: { get: () => view.state.selection.main.to },
  });
  return { view, text: () => view.state.doc.toString(), say: (problem) => mark(view, problem) };
}

function option(found) {
  const { apply, back = 0, over = 0, kind, label, name, help, source } = found;
  return {
    label: name,
    detail: label,
    type: ICONS[kind],
    info: help || source || found.values?.length ? () => more(found) : undefined,
    apply: (view, _, from, to) => {
      view.dispatch({
        changes: { from, to: to + over, insert: apply },
        selection: { anchor: from + apply.length - back },
        userEvent: "input.complete",
      });
      if (back) startCompletion(view);
    },
  };
}

/** Where it comes from and what its values are called. */
function more({ help, source, values = [] }) {
  const lines = values
    .slice(0, 12)
    .map(([key, label]) => make("li", {}, make("code", {}, key), label !== key && ` ${label}`));
  return make(
    "div.formula-more",
    {},
    help && make("code", {}, help),
    source && make("p.muted", {}, word("From: {}", source)),
    lines.length > 0 && make("ul", {}, lines),
  );
}

function mark(view, problem) {
  const length = view.state.doc.length;
  const at = Math.min(problem?.at ?? 0, length);
  const from = at === length ? Math.max(0, length - 1) : at;
  const found = problem?.message
    ? [
        {
          from,
          to: problem.at === null ? length : Math.min(from + 1, length),
          severity: "error",
          message: problem.message,
        },
      ]
    : [];
  view.dispatch(setDiagnostics(view.state, found));
}
