/** What is wrong in a decision table, on the cell, while it is typed. */
import { make } from "./dom.js";
import { speak } from "./grid-words.js";

const PAUSE_MS = 400;
let counter = 0;

/**
 * @param {{body: HTMLElement, text: () => string, check: (text: string) => Promise<object>}} options
 * @returns {{soon: () => void, now: () => void}} `soon` asks after a pause; the last answer counts
 */
export function cellChecks({ body, text, check }) {
  let timer;
  let asked = 0;
  const ask = async () => {
    if (!body.querySelector(".studio-grid")) return;
    asked += 1;
    const mine = asked;
    const found = await check(text()).catch(() => null);
    if (!found || mine !== asked) return;
    show(body, found.problems);
    speak(body, found);
  };
  return {
    now: () => {
      clearTimeout(timer);
      ask();
    },
    soon: () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE_MS);
    },
  };
}

function show(body, found) {
  for (const old of body.querySelectorAll(".studio-cell-error")) old.remove();
  for (const cell of body.querySelectorAll("[data-cell][aria-describedby]")) {
    cell.removeAttribute("aria-invalid");
    cell.removeAttribute("aria-describedby");
  }
  const elsewhere = [];
  for (const { side, column, rule, severity, message } of found) {
    const cell = body.querySelector(`[data-cell="${side}.${column}.${rule}"]`);
    if (cell) mark(cell, message, severity);
    else elsewhere.push(message);
  }
  const hint = body.querySelector(".field-hint");
  for (const message of elsewhere) hint?.after(make("p.studio-cell-error", { role: "alert" }, message));
}

function mark(cell, message, severity) {
  counter += 1;
  const look = severity === "warning" ? "p.studio-cell-error.is-warning" : "p.studio-cell-error";
  const words = make(look, { id: `studio-cell-${counter}`, role: "status" }, message);
  if (severity !== "warning") cell.setAttribute("aria-invalid", "true");
  cell.setAttribute("aria-describedby", words.id);
  cell.parentElement.append(words);
}
