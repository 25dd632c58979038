import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { BpmnModdle } from "bpmn-moddle";

const HERE = import.meta.dirname;
const GALLERY = join(HERE, "../../../tantam/process/gallery/files");
const tantam = JSON.parse(readFileSync(join(HERE, "tantam.json"), "utf8"));

const DECISION = /(<tantam:decision[^>]*>)([\s\S]*?)<\/tantam:decision>/g;
const SIGNS = { "&lt;": "<", "&gt;": ">", "&#34;": '"', "&quot;": '"', "&#39;": "'", "&amp;": "&" };

/** The decision tables of a file, as the text that each is, however it is written down. */
function tables(text) {
  const plain = (body) =>
    body.startsWith("<![CDATA[") ? body.slice(9, -3) : body.replaceAll(/&[#\w]+;/g, (sign) => SIGNS[sign] ?? sign);
  return [...text.matchAll(DECISION)].map(([, , body]) => plain(body).trim());
}

/** How often each of our elements stands in a text, outside of decision tables. */
function counted(whole) {
  const text = whole.replaceAll(DECISION, "$1");
  const found = {};
  for (const [, name] of text.matchAll(/<tantam:([a-zA-Z]+)/g)) found[name] = (found[name] ?? 0) + 1;
  return found;
}

for (const file of readdirSync(GALLERY)) {
  test(`${file} comes out of the studio with all of ours that went in`, async () => {
    const text = readFileSync(join(GALLERY, file), "utf8");
    const moddle = new BpmnModdle({ tantam });
    const { rootElement, warnings } = await moddle.fromXML(text);
    assert.deepEqual(
      warnings.map((warning) => warning.message),
      [],
    );
    const { xml } = await moddle.toXML(rootElement, { format: true });
    assert.deepEqual(counted(xml), counted(text));
    assert.deepEqual(tables(xml), tables(text));
    assert.equal(xml.split('begins="false"').length, text.split('begins="false"').length);
    const given = [...text.matchAll(/<tantam:given>([^<]*)</g)].map(([, json]) => json);
    for (const json of given)
      assert.ok(xml.replaceAll("&#34;", '"').includes(json) || xml.includes(`<![CDATA[${json}]]>`), json);
  });
}
