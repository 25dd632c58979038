/** The drawing as a picture: SVG, PNG. Comes when the first one is asked for. */
import { toast } from "../desk/toasts.js";
import { onPaper } from "./colours.js";
import { download } from "./downloading.js";
import { word } from "./words.js";

const SCALE = 2;
const MOST_PIXELS = 60_000_000;
const LOOK_WIDTH = 600;
const LOOK_AGAIN_MS = 60;
const PATIENCE_MS = 8_000;

/** On paper the theme's variables mean nothing: the exported drawing is black on white. */
export function plainSvg(svg) {
  return onPaper(svg)
    .replaceAll("var(--diagram-fill)", "#ffffff")
    .replaceAll("var(--diagram-line)", "#2b3a42")
    .replaceAll("var(--diagram-label)", "#1b2529");
}

export async function exportSvg({ modeler, name }) {
  const svg = plainSvg((await modeler.saveSVG()).svg);
  download(`${name}.svg`, await withFont(svg).catch(() => svg), "image/svg+xml");
}

/** Twice as fine as on the screen, as far as a browser can paint it. */
export async function exportPng({ modeler, name }) {
  try {
    const svg = await withFont(plainSvg((await modeler.saveSVG()).svg));
    download(`${name}.png`, await painted(svg), "image/png");
  } catch {
    toast(word("The picture could not be made. Export as SVG instead."), { tone: "error" });
  }
}

async function painted(svg) {
  const image = await pictured(svg);
  await lettersIn(image, svg);
  const scale = Math.min(SCALE, Math.sqrt(MOST_PIXELS / (image.width * image.height)));
  const canvas = brushed(image, image.width * scale);
  URL.revokeObjectURL(image.src);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("no picture");
  return blob;
}

async function pictured(svg) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  await image.decode();
  return image;
}

function brushed(image, width) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width);
  canvas.height = Math.ceil((width * image.height) / image.width);
  const brush = canvas.getContext("2d");
  brush.fillStyle = "#ffffff";
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/**
 * A browser paints a picture before the fonts in it are read, without a letter: it is ready when it looks otherwise than
 * without its texts, and no longer changes.
 */
async function lettersIn(image, svg) {
  if (!svg.includes("<text")) return;
  const seen = () => brushed(image, LOOK_WIDTH).toDataURL();
  const silent = await pictured(svg.replace("<style>", "<style>text{visibility:hidden !important}"));
  const without = brushed(silent, LOOK_WIDTH).toDataURL();
  URL.revokeObjectURL(silent.src);
  const end = performance.now() + PATIENCE_MS;
  for (let before = without, now = seen(); now === without || now !== before; before = now, now = seen()) {
    if (performance.now() > end) throw new Error("no letters");
    await new Promise((done) => setTimeout(done, LOOK_AGAIN_MS));
  }
}

/** A picture knows none of the page's fonts: those the drawing is set in go along. */
async function withFont(svg) {
  const faces = [...document.styleSheets].flatMap(rulesOf).filter((rule) => rule.cssText.includes("Be Vietnam Pro"));
  const wanted = faces.filter((rule) => /^(400|500|normal)$/.test(rule.style.getPropertyValue("font-weight") || "400"));
  const styles = await Promise.all(wanted.map(embedded));
  return svg.replace(/<defs>|(?<=<svg[^>]*>)/, (found) => `<style>${styles.join("")}</style>${found}`);
}

function rulesOf(sheet) {
  try {
    return [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule);
  } catch {
    return []; // a sheet of elsewhere
  }
}

async function embedded(rule) {
  const [, address] = /url\("?([^")]+)"?\)/.exec(rule.style.getPropertyValue("src")) ?? [];
  if (!address) return "";
  const base = rule.parentStyleSheet.href ?? location.href;
  const font = await (await fetch(new URL(address, base))).blob();
  const data = await new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(font);
  });
  const range = rule.style.getPropertyValue("unicode-range");
  return `@font-face{font-family:"Be Vietnam Pro";font-weight:${rule.style.getPropertyValue("font-weight") || 400};src:url(${data});${range ? `unicode-range:${range}` : ""}}`;
}
