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

export default defineConfig({
  base: "./",
  publicDir: false,
  resolve: {
    alias: [
      { find: /^\.\/(Align|Distribute)ElementsIcons(\.js)?$/, replacement: resolve(here, "src/studio/align-icons.js") },
    ],
  },
  plugins: [tailwindcss(), compressed()],
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
        app: resolve(here, "src/app.js"),
        studio: resolve(here, "src/studio/index.js"),
        viewer: resolve(here, "src/viewer/index.js"),
      },
    },
  },
});
