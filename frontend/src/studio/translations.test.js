import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { vietnamese } from "./translations.js";
import { vietnamese as ours } from "./words.js";

const HERE = import.meta.dirname;
const MODULES = join(HERE, "../../node_modules");

function sources(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".js") && !name.includes("test"))
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

test("every sentence bpmn-js asks to be translated has its Vietnamese", () => {
  const asked = new Set();
  for (const text of [...sources(join(MODULES, "bpmn-js/lib")), ...sources(join(MODULES, "diagram-js/lib/features"))]) {
    for (const [, , found] of text.matchAll(/\btranslate\(\s*(['"])([^'"\n]+)\1/g))
      if (!found.includes("+")) asked.add(found.trim());
  }
  assert.ok(asked.size > 40, `only ${asked.size} sentences found`);
  assert.deepEqual(
    [...asked].filter((sentence) => !(sentence in vietnamese)),
    [],
  );
});

test("every kind in the change menu has its Vietnamese", () => {
  const options = sources(join(MODULES, "bpmn-js/lib/features")).join("\n");
  const labels = [...options.matchAll(/^\s*label: '([^']+)'/gm)].map(([, label]) => label);
  assert.ok(labels.length > 40);
  assert.deepEqual(
    labels.filter((label) => !(label in vietnamese)),
    [],
  );
});

test("every word of the studio has its Vietnamese", () => {
  const asked = new Set();
  for (const name of readdirSync(HERE)) {
    if (!name.endsWith(".js") || name.endsWith(".test.js")) continue;
    const text = readFileSync(join(HERE, name), "utf8");
    for (const [, found] of text.matchAll(/\bword\(\s*"([^"]+)"/g)) asked.add(found);
  }
  assert.deepEqual(
    [...asked].filter((sentence) => !(sentence in ours)),
    [],
  );
});
