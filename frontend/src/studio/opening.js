/** What is dropped onto an arrow gets room there: what stands to the right moves on, in the same change. */
import CommandInterceptor from "diagram-js/lib/command/CommandInterceptor";
import { missing } from "./room.js";
import { makeRoom } from "./steps-edits.js";

const AFTER_THE_FLOW_IS_CUT = 100;

class Opening extends CommandInterceptor {
  constructor(eventBus, injector) {
    super(eventBus);
    const modeler = { get: (name) => injector.get(name) };
    this.postExecuted("shape.create", AFTER_THE_FLOW_IS_CUT, ({ context: { shape, targetFlow } }) => {
      const [coming, going] = [shape.incoming?.[0], shape.outgoing?.[0]];
      if (!targetFlow || !coming || !going) return;
      const { before, behind } = missing({ source: coming.source, shape, target: going.target });
      if (behind) makeRoom({ modeler, start: shape.x + shape.width + 1, by: behind });
      if (before) makeRoom({ modeler, start: shape.x - 1, by: before });
    });
  }
}
Opening.$inject = ["eventBus", "injector"];

export const opening = { __init__: ["tantamOpening"], tantamOpening: ["type", Opening] };
