// Copies the icons named in icons.txt from an unpacked lucide-static into the templates, stripped to their shapes.
// Usage: node scripts/icons.mjs PATH_TO_LUCIDE_STATIC (version in icons.txt's first line; not a dependency of the build).
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const source = process.argv[2];
if (!source) throw new Error("usage: node scripts/icons.mjs PATH_TO_LUCIDE_STATIC");
const here = import.meta.dirname;
const target = resolve(here, "../../tantam/ui/templates/ui/icons");
mkdirSync(target, { recursive: true });
const names = readFileSync(join(here, "icons.txt"), "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"));
for (const name of names) {
  const svg = readFileSync(join(source, "icons", `${name}.svg`), "utf8");
  const shapes = svg
    .replace(/<!--.*?-->/gs, "")
    .replace(/<svg[^>]*>/s, "")
    .replace("</svg>", "")
    .replace(/\s*\n\s*/g, "")
    .replace(/ \/>/g, "/>");
  writeFileSync(
    join(target, `${name}.svg`),
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${shapes.trim()}</svg>\n`,
  );
}
