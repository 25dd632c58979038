import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

const here = import.meta.dirname;
const built = resolve(here, "../tantam/ui/static/ui/built");

/** Writes a .gz beside each text file, so that the web server sends it without compressing at run time. */
function compressed() {
  return {
    name: "compressed",
    closeBundle() {
      for (const name of readdirSync(built)) {
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const file = join(built, name);
        writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
      }
    },
  };
}

/**
 * Leaves out a rule of daisyUI for texts that we do not have: `:not(:where([class~="not-prose"], … *))` makes every change
 * of a class, wherever it is, style all that is inside anew. The build fails once there is no such rule any more.
 */
function withoutProse() {
  return {
    name: "without-prose",
    generateBundle(_, bundle) {
      const sheets = Object.values(bundle).filter(({ fileName }) => fileName.endsWith(".css"));
      const found = sheets.filter((sheet) => PROSE.test(String(sheet.source)));
      if (!found.length) this.error("no rule for .prose is left to leave out: without-prose is not needed any more");
      for (const sheet of found) sheet.source = String(sheet.source).replaceAll(new RegExp(PROSE, "g"), "");
    },
  };
}

const PROSE = /\.prose [^{}]*\{[^{}]*\}/;

export default defineConfig({
  base: "./",
  publicDir: false,
  resolve: {
    alias: [
      { find: /^\.\/(Align|Distribute)ElementsIcons(\.js)?$/, replacement: resolve(here, "src/studio/align-icons.js") },
    ],
  },
  plugins: [tailwindcss(), withoutProse(), compressed()],
  build: {
    outDir: built,
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsDir: "",
    assetsInlineLimit: 0,
    target: "es2022",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      input: {
        "app.css": resolve(here, "src/app.css"),
        "diagram.css": resolve(here, "../tantam/process/drawing/diagram.css"),
        "process.css": resolve(here, "src/process.css"),
        app: resolve(here, "src/app.js"),
        studio: resolve(here, "src/studio/index.js"),
        viewer: resolve(here, "src/viewer/index.js"),
      },
    },
  },
});
