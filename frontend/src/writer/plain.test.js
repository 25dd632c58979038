import assert from "node:assert/strict";
import { test } from "node:test";
import { docOf, hasLooks, placeOf, plainOf, posOf } from "./plain.js";
import { schema } from "./schema.js";

const { nodes, marks } = schema;
const p = (...inside) => nodes.paragraph.create(null, inside);
const t = (words, ...names) =>
  schema.text(
    words,
    names.map((name) => marks[name].create()),
  );
const doc = (...inside) => nodes.doc.create(null, inside);

test("text alone is the same text again, empty lines and all", () => {
  const text = "Dạ anh,\n\nEm gửi ạ.\n";
  assert.equal(plainOf(docOf(text)).text, text);
  assert.equal(hasLooks(docOf(text)), false);
});

test("every place in the text has its place in the document and back", () => {
  const written = doc(
    p(t("Dạ "), t("anh", "strong"), t(" ạ")),
    nodes.bullet_list.create(null, [
      nodes.list_item.create(null, p(t("một"))),
      nodes.list_item.create(null, p(t("hai"))),
    ]),
    p(),
    p(t("hết")),
  );
  const { text } = plainOf(written);
  assert.equal(text, "Dạ anh ạ\n- một\n- hai\n\nhết");
  for (const words of ["Dạ", "anh", "ạ\n", "một", "hai", "hết"]) {
    const at = text.indexOf(words);
    const pos = posOf(written, at);
    assert.equal(placeOf(written, pos), at, words);
    assert.equal(written.textBetween(pos, pos + words.trim().length), words.trim());
  }
  assert.equal(hasLooks(written), true);
});

test("quotes, nested lists, tables and pictures stand in the text as the mail's own text says them", () => {
  const item = (...inside) => nodes.list_item.create(null, inside);
  const cell = (words) => nodes.table_cell.create(null, p(t(words)));
  const written = doc(
    nodes.ordered_list.create({ start: 3 }, [item(p(t("ba")), nodes.bullet_list.create(null, [item(p(t("con")))]))]),
    nodes.blockquote.create(null, [p(t("khách")), p(t("nói"))]),
    nodes.table.create(null, [nodes.table_row.create(null, [cell("a"), cell("b")])]),
    p(nodes.picture.create({ id: "x", alt: "anh.png" }), t(" đây")),
  );
  assert.equal(plainOf(written).text, "3. ba\n   - con\n> khách\n> nói\na\tb\n[anh.png] đây");
  const end = plainOf(written).text.length;
  assert.equal(placeOf(written, posOf(written, end)), end);
});
