/** The quiet rows of the list of steps: questions, branches, events, what happens at the edge of a step, ways back. */
import { extension } from "./care.js";
import { icon, make } from "./dom.js";
import { isByDays, whomInWords } from "./group-beginning.js";
import { carriesOf, throwsSomething } from "./group-carry.js";
import { nameOf } from "./naming.js";
import { conditionInWords, daysInWords, timerInWords } from "./steps-words.js";
import { kindOf } from "./translations.js";
import { word } from "./words.js";

const TOGETHER = ["bpmn:ParallelGateway", "bpmn:InclusiveGateway", "bpmn:ComplexGateway"];

/** @returns {{icon: string, parts: Array<string|HTMLElement>, about: object}} */
export function lineOf(row, around) {
  const { kind, bo } = row;
  if (kind === "question") return { icon: "question", parts: questionParts(bo), about: bo };
  if (kind === "branch")
    return {
      icon: "branch",
      parts: [...branchParts(row, around), ...whereParts(row, around)],
      about: row.event ?? row.flow,
    };
  if (kind === "edge")
    return { icon: "clock", parts: [...edgeParts(bo, around), ...whereParts(row, around)], about: bo };
  if (kind === "jump") return { icon: row.isBack ? "undo" : "onward", parts: [wayTo(row, around)], about: row.to };
  if (kind === "apart") return { icon: "branch", parts: [make("strong", {}, nameOf(bo) || kindOf(bo))], about: bo };
  return { icon: isClock(bo) ? "clock" : "dot", parts: eventParts(bo, around), about: bo };
}

function questionParts(bo) {
  const name = nameOf(bo);
  if (bo.$type === "bpmn:EventBasedGateway")
    return [make("strong", {}, name || word("Waiting")), quiet(word("whatever comes first"))];
  const way =
    TOGETHER.includes(bo.$type) &&
    word(bo.$type === "bpmn:ParallelGateway" ? "all of these at once" : "each that applies");
  return [make("strong", {}, name || (way ? kindOf(bo) : word("Which way?"))), way && quiet(way)].filter(Boolean);
}

function quiet(text) {
  return make("span.steps-quiet", {}, text);
}

function branchParts({ flow, event }, around) {
  if (event) return edgeParts(event, around);
  const { sourceRef: source } = flow;
  const said = conditionInWords(flow.conditionExpression?.body, around.called);
  const formula = flow.conditionExpression?.body;
  const name = nameOf(flow);
  const isElse = source.default === flow;
  if (source.$type === "bpmn:ParallelGateway") return [make("span", {}, name || word("at the same time"))];
  const words = said || (formula ? make("code", {}, formula) : isElse ? word("otherwise") : "");
  if (!name) return [make("span", {}, word("If"), " ", words || word("nothing is said"))];
  const isSame = !said || said.toLowerCase() === name.toLowerCase();
  return [make("strong", { title: formula ?? false }, name), !isSame && quiet(said)].filter(Boolean);
}

function definition(bo, type) {
  return bo.eventDefinitions?.find((one) => one.$type === `bpmn:${type}EventDefinition`);
}

function isClock(bo) {
  return Boolean(definition(bo, "Timer"));
}

/** When it happens, and whether the step goes on meanwhile. */
function edgeParts(bo, around) {
  const keepsOn = bo.cancelActivity === false && word("the step goes on");
  return [
    make("strong", {}, nameOf(bo) || kindOf(bo)),
    quiet([whenOf(bo, around), keepsOn].filter(Boolean).join(" · ")),
  ].filter((part) => part.textContent);
}

function whenOf(bo, { tongue, called, heard }) {
  const timer = definition(bo, "Timer");
  const own = extension(bo, "Timer");
  if (timer && isByDays(own)) return daysInWords({ at: own.get("at"), on: own.get("on") }, tongue);
  if (timer) return timerInWords(timer, { isBusiness: extension(bo, "Timer")?.get("time") === "business", tongue });
  const message = definition(bo, "Message");
  if (message) return heard[message.messageRef?.name] ?? message.messageRef?.name ?? "";
  const condition = definition(bo, "Conditional")?.condition?.body;
  return condition ? conditionInWords(condition, called) || condition : "";
}

/** Begin or end, unless its name says just that. */
function kindBefore(kind, name) {
  return name.trim().toLowerCase() === kind.toLowerCase() ? null : quiet(kind);
}

function eventParts(bo, around) {
  const name = nameOf(bo);
  if (bo.$type === "bpmn:EndEvent") {
    return [kindBefore(word("End"), name), name && make("span", {}, name), alongPart(bo)].filter(Boolean);
  }
  if (bo.$type === "bpmn:StartEvent")
    return [
      kindBefore(word("Begins"), name),
      name && make("span", {}, name),
      quiet([whenOf(bo, around), whomInWords(extension(bo, "Each"), around.offers.lists)].filter(Boolean).join(" · ")),
    ].filter((part) => part?.textContent);
  const isWaiting = bo.$type === "bpmn:IntermediateCatchEvent";
  const parts = [isWaiting && quiet(word("Wait")), make("span", {}, name || kindOf(bo)), quiet(whenOf(bo, around))];
  return [...parts, alongPart(bo)].filter((part) => part?.textContent);
}

/** The variables that go along with what an event throws. */
function alongPart(bo) {
  const names = carriesOf(bo).map((carry) => carry.get("name"));
  return names.length > 0 && throwsSomething(bo) && quiet(word("with {}", names.join(", ")));
}

function whereParts(row, around) {
  if (row.to) return [wayTo(row, around)];
  if (row.end) {
    const end = quiet([word("End"), nameOf(row.end)].filter(Boolean).join(": "));
    return [end, alongPart(row.end)].filter(Boolean);
  }
  return row.isOn ? [quiet(word("goes on below"))] : [];
}

/** A way to a row of the list: pressed, it shows that row. */
function wayTo({ to, isBack }, { numbers, acts }) {
  const number = numbers.get(to);
  const name = [number && `${number}.`, nameOf(to) || kindOf(to)].filter(Boolean).join(" ");
  const text = word(isBack ? "back to {}" : "on to {}", name);
  return make(
    "button.steps-jump",
    { type: "button", onclick: () => acts.show(to.id) },
    icon(isBack ? "undo" : "onward"),
    text,
  );
}
