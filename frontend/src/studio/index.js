/**
 * The studio: bpmn-js with our properties, checks, drafts and publishing. Attaches to `[data-studio]`, which fills the
 * room its parent gives it (give the parent a height). Attributes:
 *
 *   data-xml-url       GET: the BPMN text; none or 404: a small starter
 *   data-check-url     POST body = BPMN (application/xml) → {"problems": [{element_id, severity: "error"|"warning",
 *                      message: text or {vi, en}, line, fix}]}; `fix` is mended by one click:
 *                      {kind: "default-flow", gateway, flow, label}; asked 0.6 s after each change;
 *                      `draft: {revision, number, who, is_mine}` is the one the server has
 *   data-table-url     POST body = DMN → {"problems": [{side: "inputs"|"outputs"|"", column, rule, message}]}, from 1, rule 0 = head
 *   data-names-url     POST body = BPMN → {names: [{name, label, kind, source, values: [[key, words]]}], functions:
 *                      [[name, signature, help]]}: what formulas may use; asked anew after a change
 *   data-samples-url   GET → {samples: [{subject, title, note, person}]}: tickets to try a formula on
 *   data-formula-url   POST {text, kind, subject, data} → {problem: {message, at}, names, value, used, gone}; without it
 *                      formulas are plain lines of text. data-nonce: for the style sheet that the editor writes
 *   data-examples-url  POST body = BPMN → {examples: [{key, passed, said, nodes, way}]}: how its examples come out
 *   data-save-url      POST {xml, revision, base, force} → {revision, number}; 409 {revision, message, url} when somebody
 *                      saved or published meanwhile; `url` shows theirs
 *   data-apart-url     POST a form {what, xml}: a page with the saved drawing beside that text
 *   data-publish-url   POST {revision, reason, share, ending} after saving → {number, url}; 422 {problems, trial}
 *   data-trial-url     GET → {trial}: the one that publishing would end, null where there is none; data-trial: its number
 *   data-may-try       the number of the version in force beside which a part of new tickets may run on the draft
 *   data-revision      the draft's revision as loaded, 0 where there is none yet
 *   data-base          the number of the version that is opened
 *   data-saved-at      when the draft was saved, in seconds; data-saved-by: by whom, where it was somebody else
 *   data-keep          under this name what is not saved yet is kept in the browser
 *   data-name          for exported files
 *   data-readonly      look, do not change
 *
 * Inside it a `<script type="application/json" data-studio-offers>`:
 *   {"actions": [{"name": "cases.assign", "label": text or {vi, en}, "hint": …, "settings": [{"name", "label", "hint",
 *     "kind": "text"|"textarea"|"number"|"choice"|"boolean"|"duration", "choices": [{"value", "label"}], "required",
 *     "default"}]}],
 *    "teams": [{"key", "label"}], "processes": [{"key", "label"}], "messages": [{"name", "label"}], "examples": ["a condition"]}
 */
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "./studio.css";
import "./canvas.css";
import "./colouring.css";
import "./copying.css";
import "./formulas.css";
import "./grid.css";
import "./sheet.css";
import "./steps.css";
import Modeler from "bpmn-js/lib/Modeler";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { attach } from "../attach.js";
import { toast } from "../desk/toasts.js";
import { badges } from "./badges.js";
import { calm } from "./calm.js";
import { choosing } from "./choosing.js";
import { colouring } from "./colouring.js";
import { drawingTogether } from "./company.js";
import { copyingModule, copyKeys } from "./copying.js";
import { defaultFlow } from "./default-flow.js";
import { make } from "./dom.js";
import { fit, neverScrolled, READABLE } from "./fitting.js";
import { formulaTalk } from "./formula-talk.js";
import { joiningFlows } from "./joining-flows.js";
import { keeping, typedAgain } from "./keeping.js";
import { later } from "./later.js";
import { menus } from "./menus.js";
import { together } from "./moving.js";
import { speakingToDraw, speakingToRead } from "./naming.js";
import { offering } from "./offers.js";
import { opening } from "./opening.js";
import { padBeside } from "./pad.js";
import { propertiesPanel } from "./panel.js";
import { checking, sum } from "./problems.js";
import { remarking } from "./remarks.js";
import { replacing } from "./replacing.js";
import { Draft, request } from "./saving.js";
import { sheetOf } from "./sheet.js";
import { OWN_KEYS, showKeys } from "./shortcuts.js";
import { wideSteps } from "./sizes.js";
import { asTheStandard } from "./standard.js";
import { STARTER } from "./starter.js";
import { twoViews } from "./steps-switch.js";
import { takingUp } from "./taking-up.js";
import tantam from "./tantam.json";
import { toolbar } from "./toolbar.js";
import { translating } from "./translations.js";
import { keepingUndrawn } from "./undrawn.js";
import { word } from "./words.js";

const FONT = "Be Vietnam Pro";
const FONT_PATIENCE_MS = 1_500;

function newModeler({ container, readOnly }) {
  const Kind = readOnly ? NavigatedViewer : Modeler;
  const text = { fontFamily: `"${FONT}", sans-serif`, lineHeight: 1.35 };
  const modeler = new Kind({
    container,
    moddleExtensions: { tantam },
    additionalModules: readOnly
      ? [calm, choosing, translating, speakingToRead]
      : [
          calm,
          choosing,
          translating,
          offering,
          menus,
          together,
          opening,
          defaultFlow,
          padBeside,
          joiningFlows,
          copyingModule,
          colouring,
          replacing,
          keepingUndrawn,
          speakingToRead,
          speakingToDraw,
          wideSteps,
        ],
    bpmnRenderer: {
      defaultFillColor: "var(--diagram-fill)",
      defaultStrokeColor: "var(--diagram-line)",
      defaultLabelColor: "var(--diagram-label)",
    },
    textRenderer: { defaultStyle: { ...text, fontSize: 12 }, externalStyle: { ...text, fontSize: 11.5 } },
  });
  asTheStandard(modeler.get("moddle"));
  return modeler;
}

function frame(studio) {
  const canvas = make("div.studio-canvas", { "aria-busy": "true" });
  const panel = make("aside.studio-panel", { "aria-label": word("Properties") });
  const steps = make("div.studio-list", { role: "region", "aria-label": word("List of steps"), hidden: true });
  const list = make("ul.studio-problems", { "aria-label": word("Problems") });
  const summary = make("summary.studio-summary");
  sum(summary, "checking", "check", word("Checking…"));
  const problems = make("details.studio-checks.pop", { "data-pop": "" }, summary, make("div.pop-list", {}, list));
  const state = make("span", {}, "");
  const sheet = sheetOf({ studio, panel });
  studio.append(make("div.studio-room", {}, canvas, steps, sheet.element));
  studio.dataset.ownKeys = "";
  return { canvas, steps, panel, sheet, list, summary, problems, state };
}

function offersOf(studio) {
  const script = studio.querySelector("script[data-studio-offers]");
  return script ? JSON.parse(script.textContent) : {};
}

/** Bar and drawing are measured in our letters; without them everything would move when they come. */
function lettersHere() {
  const wanted = [400, 500, 600].flatMap((weight) =>
    ["Ấn", "An"].map((text) => document.fonts.load(`${weight} 12px "${FONT}"`, text)),
  );
  const patience = new Promise((done) => setTimeout(done, FONT_PATIENCE_MS));
  return Promise.race([Promise.all(wanted).catch(() => {}), patience]);
}

/** Raises where the server cannot be reached, so that nobody draws on a starter in the place of their process. */
async function xmlOf(url) {
  if (!url) return STARTER;
  const response = await fetch(url);
  if (response.status === 404) return STARTER;
  if (!response.ok || !response.headers.get("Content-Type")?.includes("xml")) throw new Error(String(response.status));
  return response.text();
}

async function open({ modeler, studio, canvas }) {
  try {
    const xml = await xmlOf(studio.dataset.xmlUrl);
    await modeler.importXML(xml);
    fit(modeler, { least: READABLE });
    return xml;
  } catch (error) {
    const again = make(
      "button.btn.btn-quiet.btn-sm",
      { type: "button", onclick: () => location.reload() },
      word("Load again"),
    );
    const said = `${word("The diagram could not be opened")}: ${error.message}`;
    canvas.append(make("p.notice.tone-error.studio-broken", {}, make("span", {}, said), again));
    return null;
  } finally {
    canvas.removeAttribute("aria-busy");
  }
}

/** Selects an element and brings it into view, large enough to read, and above the sheet of a narrow screen. */
function showing(modeler, sheet) {
  return (element) => {
    const canvas = modeler.get("canvas");
    if (canvas.zoom() < READABLE) canvas.zoom(READABLE);
    modeler.get("selection").select(element);
    const { width, height } = canvas.getSize();
    canvas.scrollToElement(element, Math.min(160, Math.min(width, height) / 4));
    sheet.open(element);
  };
}

/**
 * Another draft stands on the server, somebody else's or one's own of another tab: said once for each, before one saves
 * against it. What is only looked at here makes way for one's own by itself; what is changed is asked about by saving.
 */
function hearing({ draft }) {
  let told = "";
  let standing;
  return ({ revision, number, who, is_mine: isMine }) => {
    const theirs = `${number}.${revision}`;
    if (!revision || theirs === told || (number === draft.base && revision <= draft.revision)) return;
    if (isMine && draft.isSaving) return; // its answer is on the way
    told = theirs;
    standing?.remove();
    const isBehind = () => isMine && !draft.isDirty;
    const text = isBehind()
      ? word("You saved this draft in another tab; what stands here is older.")
      : word(
          "{} saved this draft meanwhile. Save, and you choose what becomes of both.",
          isMine ? word("You, in another tab,") : who,
        );
    const act = () => (isBehind() ? location.reload() : draft.save());
    const action = { text: word(isBehind() ? "Load what is saved" : "Save draft"), act };
    standing = toast(text, { tone: "warning", stay: 0, action });
    draft.notices.push(standing);
  };
}

/** The head of the page and its dialogs say what the server knows: brought up to date when a draft was saved. */
async function freshHead() {
  const page = await fetch(location.href);
  if (!page.ok || page.redirected) return;
  const next = new DOMParser().parseFromString(await page.text(), "text/html");
  for (const selector of [".studio-head", "#remarks", "#discard"]) {
    const [old, now] = [document.querySelector(selector), next.querySelector(selector)];
    if (old?.open || !now) continue;
    const opened = [...(old?.querySelectorAll("details") ?? [])].map((one) => one.open);
    const [here, place] = [old, now].map((one) => one?.querySelector("[data-here-draft]"));
    if (here && place) place.replaceWith(here); // who else is there was heard by this page alone
    for (const [at, menu] of now.querySelectorAll("details").entries()) menu.open = opened[at] ?? false; // in one's hand
    if (old) old.replaceWith(now);
    else document.querySelector(".studio-page")?.after(now);
    now.dispatchEvent(new CustomEvent("tantam:arrived", { bubbles: true }));
  }
}

/** Wherever the focus is, but for undoing in a field: that is the field's own while it differs from the drawing. */
function keys({ modeler, draft, views, readOnly }) {
  const stack = modeler.get("commandStack", false);
  const acts = {
    views: () => views.turn(),
    save: () => draft.saveUrl && draft.save(),
    find: () => modeler.get("searchPad").open(),
    undo: ({ shiftKey }) => (shiftKey ? stack.canRedo() && stack.redo() : stack.canUndo() && stack.undo()),
    redo: () => stack.canRedo() && stack.redo(),
  };
  if (readOnly) for (const name of ["save", "find", "undo", "redo"]) delete acts[name];
  document.addEventListener("keydown", (event) => {
    const name = OWN_KEYS[event.key.toLowerCase()];
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented || !acts[name]) return;
    if (name === "find" && views.isList()) return; // the browser's own finds what stands in a list
    if (document.querySelector("dialog[open]") || (isTyping(event.target) && !["save", "views"].includes(name))) return;
    event.preventDefault();
    acts[name](event);
  });
}

/** Whether a key to copy or paste is not meant for the drawing. */
function isElsewhere(views) {
  return ({ target }) =>
    views.isList() ||
    document.querySelector("dialog[open]") ||
    target.closest?.("input, textarea, select, [contenteditable]");
}

function isWriting(target) {
  return Boolean(target.closest?.("input, textarea, select, [contenteditable]"));
}

function isTyping(target) {
  if (!isWriting(target)) return false;
  return !target.closest(".studio-list") || (target.tagName !== "SELECT" && target.value !== target.defaultValue);
}

attach("[data-studio]", async (studio) => {
  const readOnly = "readonly" in studio.dataset;
  const { saveUrl, publishUrl, apartUrl, checkUrl, revision, base, name = "quy-trinh", keep } = studio.dataset;
  await lettersHere();
  const parts = frame(studio);
  const modeler = newModeler({ container: parts.canvas, readOnly });
  const offers = offersOf(studio);
  const { namesUrl, samplesUrl, formulaUrl, examplesUrl, nonce } = studio.dataset;
  const urls = { names: namesUrl, samples: samplesUrl, formula: formulaUrl, examples: examplesUrl, nonce };
  if (!readOnly) offers.formulas = formulaTalk({ modeler, urls, request });
  const views = twoViews({ studio, modeler, parts, offers, readOnly, inDrawing: showing(modeler, parts.sheet) });
  const go = views.go;
  neverScrolled(modeler);
  badges(modeler, offers);
  propertiesPanel({ modeler, panel: parts.panel, offers, readOnly });
  parts.sheet.attach(modeler);
  const urlsOfDraft = { saveUrl, publishUrl, apartUrl };
  const draft = new Draft({ modeler, ...urlsOfDraft, state: parts.state, name, ...numbers({ revision, base }) });
  const heard = hearing({ draft });
  const checks = checking({ modeler, url: checkUrl, list: parts.list, summary: parts.summary, request, go, heard });
  const { mayTry = "", trialUrl, trial = "" } = studio.dataset;
  const trying = { beside: mayTry, measures: offers.measures ?? [], url: trialUrl, number: trial };
  const publish = () => later(import("./publishing.js"), ({ publishing }) => publishing({ draft, checks, trying }));
  const summary = checkUrl && parts.problems;
  studio.prepend(
    toolbar({
      ...{ modeler, draft, summary, readOnly, publish, name },
      ...{ state: parts.state, views: views.control, sheet: parts.sheet.control },
    }),
  );
  const xml = await open({ modeler, studio, canvas: parts.canvas });
  if (xml === null) return;
  views.begin();
  draft.opened({ xml });
  const places = [parts.panel, parts.steps];
  for (const place of places) place.addEventListener("input", () => draft.typing());
  keys({ modeler, draft, views, readOnly });
  showKeys({ isTyping: isWriting });
  const known = (offers.processes ?? []).map(({ key }) => key);
  if (!readOnly) copyKeys({ modeler, from: studio.dataset.xmlUrl ?? "", known, isElsewhere: isElsewhere(views) });
  const show = async (other) => {
    await modeler.importXML(other);
    fit(modeler, { least: READABLE });
    checks.check();
  };
  if (keep && !readOnly) {
    const saved = { at: Number(studio.dataset.savedAt ?? 0) * 1000, by: studio.dataset.savedBy ?? "" };
    const again = (typed) => typedAgain({ modeler, places, typed });
    const replace = takingUp({ modeler, draft, show, typedAgain: again });
    keeping({ modeler, draft, key: keep, xml, places, saved, replace });
  }
  remarking({ modeler, show: go });
  if (!readOnly) drawingTogether({ modeler, draft, heard: () => checks.check() });
  modeler.on("draft.saved", () => {
    freshHead().catch(() => {});
    if (!checks.isCurrent()) checks.check();
  });
  studio.dataset.ready = "";
  checks.check();
});

function numbers({ revision, base }) {
  return { revision: Number(revision) || 0, base: Number(base) || 0 };
}
