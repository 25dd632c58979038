/** What a written message may hold; the server allows the same (channels/writing). A line is a paragraph. */
import { Schema } from "prosemirror-model";

const NUMBER = /^[1-9]\d{0,3}$/;
const LINK = /^\s*(?:https?:\/\/|mailto:|tel:)/i;

function number(element, name) {
  const value = element.getAttribute(name) ?? "";
  return NUMBER.test(value) ? Number(value) : null;
}

function cell(tag) {
  return {
    tag,
    getAttrs: (element) => ({ colspan: number(element, "colspan") ?? 1, rowspan: number(element, "rowspan") ?? 1 }),
  };
}

function spans({ colspan, rowspan }) {
  return { ...(colspan > 1 && { colspan }), ...(rowspan > 1 && { rowspan }) };
}

const nodes = {
  doc: { content: "block+" },
  paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
  blockquote: {
    content: "block+",
    group: "block",
    defining: true,
    parseDOM: [{ tag: "blockquote" }],
    toDOM: () => ["blockquote", 0],
  },
  bullet_list: {
    content: "list_item+",
    group: "block",
    parseDOM: [{ tag: "ul" }],
    toDOM: () => ["ul", 0],
  },
  ordered_list: {
    content: "list_item+",
    group: "block",
    attrs: { start: { default: 1 } },
    parseDOM: [{ tag: "ol", getAttrs: (element) => ({ start: number(element, "start") ?? 1 }) }],
    toDOM: ({ attrs }) => ["ol", attrs.start > 1 ? { start: attrs.start } : {}, 0],
  },
  list_item: { content: "paragraph block*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  table: {
    content: "table_row+",
    group: "block",
    isolating: true,
    parseDOM: [{ tag: "table" }],
    toDOM: () => ["table", ["tbody", 0]],
  },
  table_row: { content: "table_cell+", parseDOM: [{ tag: "tr" }], toDOM: () => ["tr", 0] },
  table_cell: {
    content: "block+",
    isolating: true,
    attrs: { colspan: { default: 1 }, rowspan: { default: 1 } },
    parseDOM: [cell("td"), cell("th")],
    toDOM: ({ attrs }) => ["td", spans(attrs), 0],
  },
  text: { group: "inline" },
  /* `id` of the file that goes along. */
  picture: {
    inline: true,
    group: "inline",
    draggable: true,
    attrs: { id: {}, alt: { default: "" }, width: { default: null } },
    parseDOM: [
      {
        tag: "img[src^='cid:']",
        getAttrs: (element) => ({
          id: element.getAttribute("src").slice(4),
          alt: element.getAttribute("alt") ?? "",
          width: number(element, "width"),
        }),
      },
    ],
    toDOM: ({ attrs }) => [
      "img",
      { src: `cid:${attrs.id}`, alt: attrs.alt, ...(attrs.width && { width: attrs.width }) },
    ],
  },
  hard_break: {
    inline: true,
    group: "inline",
    selectable: false,
    linebreakReplacement: true,
    parseDOM: [{ tag: "br" }],
    toDOM: () => ["br"],
  },
};

const marks = {
  link: {
    attrs: { href: {} },
    inclusive: false,
    parseDOM: [
      {
        tag: "a[href]",
        getAttrs: (element) => LINK.test(element.getAttribute("href")) && { href: element.getAttribute("href").trim() },
      },
    ],
    toDOM: ({ attrs }) => ["a", { href: attrs.href }, 0],
  },
  strong: {
    parseDOM: [{ tag: "strong" }, { tag: "b" }],
    toDOM: () => ["strong", 0],
  },
  em: {
    parseDOM: [{ tag: "em" }, { tag: "i" }],
    toDOM: () => ["em", 0],
  },
};

export const schema = new Schema({ nodes, marks });
export { LINK };
