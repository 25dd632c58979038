/**
 * Times that were typed in the list of steps and not understood: they stay in their fields, and the check tells of each
 * until it is mended, taken back, or its step has another time by then.
 */
import { extension } from "./care.js";
import { word } from "./words.js";

export class Refused {
  /** @param {object} modeler its event `tantam.typed` tells what the check has to say beside the server's findings */
  constructor(modeler) {
    this.modeler = modeler;
    this.found = [];
    modeler.on("commandStack.changed", () => {
      const standing = this.found.filter((one) => this.stands(one));
      if (standing.length < this.found.length) this.tell(standing);
    });
  }

  /** @returns {string | undefined} what stands in the field of a step, though it was not understood */
  typed(bo, which) {
    return this.found.find((one) => one.bo === bo && one.which === which)?.typed;
  }

  /**
   * @param {{bo: object, which: string, typed: string, label: string, stands: string, leave: () => void}} refused
   *   `stands` is the time that the step keeps, in words; `leave` draws the field with it
   */
  add({ bo, which, typed, label, stands, leave }) {
    this.tell([...this.without(bo, which), { bo, which, typed, label, stands, leave, now: timeOf(bo, which) }]);
  }

  forget(bo, which) {
    if (this.typed(bo, which) !== undefined) this.tell(this.without(bo, which));
  }

  without(bo, which) {
    return this.found.filter((one) => one.bo !== bo || one.which !== which);
  }

  stands({ bo, which, now }) {
    return this.modeler.get("elementRegistry").get(bo.id)?.businessObject === bo && timeOf(bo, which) === now;
  }

  tell(found) {
    this.found = found;
    this.modeler.get("eventBus").fire("tantam.typed", { problems: found.map((one) => this.problem(one)) });
  }

  problem({ bo, which, typed, label, stands, leave }) {
    const message = word("{}: “{}” is not understood; {} stays. Write 30 min, 2 h or 1 d.", label, typed, stands);
    const act = () => {
      this.forget(bo, which);
      leave();
    };
    return { element: bo.id, severity: "error", message, fix: { label: word("Keep {}", stands), act } };
  }
}

function timeOf(bo, which) {
  return extension(bo, "Time")?.get(which) ?? "";
}
