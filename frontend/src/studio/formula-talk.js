/** What formulas ask the server: which names there are, on which tickets one can try, what a formula gives. */
import { extensionsOf } from "./care.js";
import { fileOf } from "./filed.js";

const KEPT = "tantam-formula-sample";

/** @param {{modeler: object, urls: {names?: string, samples?: string, formula?: string}, request: Function}} options */
export function formulaTalk({ modeler, urls, request }) {
  if (!urls.formula) return null;
  let names;
  let tickets;
  const empty = { names: [], functions: [] };
  modeler.on("commandStack.changed", () => {
    names = undefined;
  });
  const ask = async () => {
    const xml = await fileOf(modeler);
    return request(urls.names, { body: xml, type: "application/xml" });
  };
  return {
    nonce: urls.nonce,
    madeUp: {},
    subject: sessionStorage.getItem(KEPT) ?? undefined,
    /** Names and functions; nothing where the server is away, so that typing goes on. */
    known() {
      names ??= ask().catch(() => {
        names = undefined;
        return empty;
      });
      return names;
    },
    samples() {
      tickets ??= fetch(urls.samples)
        .then((answer) => (answer.ok ? answer.json() : { samples: [] }))
        .then(({ samples }) => samples)
        .catch(() => {
          tickets = undefined;
          return [];
        });
      return tickets;
    },
    choose(subject) {
      this.subject = subject;
      sessionStorage.setItem(KEPT, subject);
    },
    /** How the process's examples come out as it is drawn now: [{key, passed, said, nodes, way}]. */
    async examples() {
      const xml = await fileOf(modeler);
      return (await request(urls.examples, { body: xml, type: "application/xml" })).examples;
    },
    tried: (sent) => request(urls.formula, { body: JSON.stringify(sent) }),
    /** What the process's first example knows at its begin: data that somebody made up already. */
    example() {
      const roots = modeler.getDefinitions().rootElements.filter((one) => one.$type === "bpmn:Process");
      const found = roots.flatMap(extensionsOf).find((one) => one.$type === "tantam:Example");
      try {
        const given = JSON.parse(found?.get("given")?.get("text") || "{}");
        return { ...given.case, ...given.variables };
      } catch {
        return {};
      }
    },
  };
}
