/**
 * The studio: bpmn-js with our properties, checks, drafts and publishing. Attaches to `[data-studio]`, which fills the
 * room its parent gives it (give the parent a height). Attributes:
 *
 *   data-xml-url       GET: the BPMN text; none or 404: a small starter
 *   data-check-url     POST body = BPMN (application/xml) → {"problems": [{element_id, severity: "error"|"warning",
 *                      message: text or {vi, en}, line, fix}]}; `fix` is mended by one click:
 *                      {kind: "default-flow", gateway, flow, label}; asked 0.6 s after each change
 *   data-save-url      POST {xml, revision, force} → {revision}; 409 {revision, message} when somebody saved meanwhile
 *   data-publish-url   POST {revision, reason} after saving → {number, url}; 422 {problems}
 *   data-revision      the draft's revision as loaded
 *   data-name          for exported files
 *   data-readonly      look, do not change
 *
 * Inside it a `<script type="application/json" data-studio-offers>`:
 *   {"actions": [{"name": "cases.assign", "label": text or {vi, en}, "hint": …, "settings": [{"name", "label", "hint",
 *     "kind": "text"|"textarea"|"number"|"choice"|"boolean"|"duration", "choices": [{"value", "label"}], "required",
 *     "default"}]}],
 *    "teams": [{"key", "label"}], "messages": [{"name", "label"}], "examples": ["a condition"]}
 */
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "./studio.css";
import Modeler from "bpmn-js/lib/Modeler";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { attach } from "../attach.js";
import { badges } from "./badges.js";
import { make } from "./dom.js";
import { fit } from "./fitting.js";
import { offering } from "./offers.js";
import { propertiesPanel } from "./panel.js";
import { checking } from "./problems.js";
import { Draft, request } from "./saving.js";
import { STARTER } from "./starter.js";
import tantam from "./tantam.json";
import { publishDialog, toolbar } from "./toolbar.js";
import { translating } from "./translations.js";
import { word } from "./words.js";

const FONT = "Be Vietnam Pro";

function newModeler({ container, readOnly }) {
  const Kind = readOnly ? NavigatedViewer : Modeler;
  const text = { fontFamily: `"${FONT}", sans-serif`, lineHeight: 1.35 };
  return new Kind({
    container,
    moddleExtensions: { tantam },
    additionalModules: readOnly ? [translating] : [translating, offering],
    bpmnRenderer: {
      defaultFillColor: "var(--diagram-fill)",
      defaultStrokeColor: "var(--diagram-line)",
      defaultLabelColor: "var(--diagram-label)",
    },
    textRenderer: { defaultStyle: { ...text, fontSize: 12 }, externalStyle: { ...text, fontSize: 11.5 } },
  });
}

function frame(studio) {
  const canvas = make("div.studio-canvas");
  const panel = make("aside.studio-panel", { "aria-label": word("Properties") });
  const list = make("ul.studio-problems", { "aria-label": word("Problems") });
  const summary = make("summary.studio-summary", {}, word("Checking…"));
  const problems = make("details.studio-checks.pop", { "data-pop": "" }, summary, make("div.pop-list", {}, list));
  const state = make("span", {}, "");
  studio.append(make("div.studio-room", {}, canvas, panel));
  studio.dataset.ownKeys = "";
  return { canvas, panel, list, summary, problems, state };
}

function offersOf(studio) {
  const script = studio.querySelector("script[data-studio-offers]");
  return script ? JSON.parse(script.textContent) : {};
}

async function xmlOf(url) {
  if (!url) return STARTER;
  const response = await fetch(url);
  return response.ok ? response.text() : STARTER;
}

async function open({ modeler, studio, canvas }) {
  const [xml] = await Promise.all([
    xmlOf(studio.dataset.xmlUrl),
    document.fonts.load(`12px "${FONT}"`, "Ấn"),
    document.fonts.load(`12px "${FONT}"`, "An"),
  ]);
  try {
    await modeler.importXML(xml);
    fit(modeler);
    return true;
  } catch (error) {
    canvas.append(
      make("p.notice.tone-error.studio-broken", {}, `${word("The diagram could not be opened")}: ${error.message}`),
    );
    return false;
  }
}

attach("[data-studio]", async (studio) => {
  const readOnly = "readonly" in studio.dataset;
  const { saveUrl, publishUrl, checkUrl, revision, name = "quy-trinh" } = studio.dataset;
  const parts = frame(studio);
  const modeler = newModeler({ container: parts.canvas, readOnly });
  badges(modeler);
  propertiesPanel({ modeler, panel: parts.panel, offers: offersOf(studio), readOnly });
  const checks = checking({ modeler, url: checkUrl, list: parts.list, summary: parts.summary, request });
  const draft = new Draft({ modeler, saveUrl, publishUrl, revision, state: parts.state });
  if (!(await open({ modeler, studio, canvas: parts.canvas }))) return;
  const publish = () => publishDialog({ draft, checks });
  const summary = checkUrl && parts.problems;
  if (!readOnly) studio.prepend(toolbar({ modeler, draft, summary, state: parts.state, readOnly, publish, name }));
  studio.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      if (saveUrl && !readOnly) draft.save();
    }
  });
  studio.dataset.ready = "";
  checks.check();
});
