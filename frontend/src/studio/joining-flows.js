/**
 * A step is deleted and bpmn-js makes one arrow of the two. It goes the way they went where another one lies straight
 * between the same two already, and its name comes along instead of standing where the old arrow was.
 */
import { getExternalLabelMid } from "bpmn-js/lib/util/LabelUtil";
import CommandInterceptor from "diagram-js/lib/command/CommandInterceptor";
import { away, detour, lieAlike } from "./joining-place.js";

const BEFORE_OTHERS = 3_000;
const AFTER_OTHERS = 100;
const NEAR = 16;

class JoiningFlows extends CommandInterceptor {
  static $inject = ["eventBus", "modeling"];

  constructor(eventBus, modeling) {
    super(eventBus);
    this.modeling = modeling;
    this.preExecute("shape.delete", BEFORE_OTHERS, ({ context }) => this.remember(context));
    this.postExecuted("shape.delete", AFTER_OTHERS, ({ context }) => this.settle(context));
  }

  remember(context) {
    const { shape } = context;
    if (shape.incoming?.length !== 1 || shape.outgoing?.length !== 1) return;
    const [flow] = shape.incoming;
    context.joined = { flow, at: { x: shape.x + shape.width / 2, y: shape.y + shape.height / 2 } };
  }

  settle({ joined }) {
    const { flow, at } = joined ?? {};
    if (!flow?.parent || !flow.source || !flow.target) return;
    const beside = flow.source.outgoing.filter((one) => one !== flow && one.target === flow.target);
    const way = beside.some((one) => lieAlike(one.waypoints, flow.waypoints)) && detour(flow, at);
    if (way) this.modeling.updateWaypoints(flow, way);
    const { label } = flow;
    if (!label || away(label, flow.waypoints) <= NEAR) return;
    const wanted = getExternalLabelMid(flow);
    this.modeling.moveShape(label, {
      x: Math.round(wanted.x - label.x - label.width / 2),
      y: Math.round(wanted.y - label.y - label.height / 2),
    });
  }
}

export const joiningFlows = { __init__: ["joiningFlows"], joiningFlows: ["type", JoiningFlows] };
