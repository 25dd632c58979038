/** The menu beside what is chosen: that of an arrow stands beside the arrow, not on the step where it ends. */
import ContextPad from "diagram-js/lib/features/context-pad/ContextPad";
import { padPlace } from "./pad-place.js";

const HOLDING = ["bpmn:Participant", "bpmn:Lane", "bpmn:Group"];

class PadBeside extends ContextPad {
  static $inject = ContextPad.$inject;

  _getPosition(target) {
    if (Array.isArray(target) || !target.waypoints || !this._current?.html) return super._getPosition(target);
    const { scale, x, y, width, height } = this._canvas.viewbox();
    const { offsetWidth, offsetHeight } = this._current.html;
    const place = padPlace({
      waypoints: target.waypoints,
      size: { width: offsetWidth / scale, height: offsetHeight / scale },
      taken: this._elementRegistry.filter((one) => isRead(one, target)),
      view: { x, y, width, height },
    });
    return { left: (place.x - x) * scale, top: (place.y - y) * scale };
  }
}

/** What stands on the same ground and would be covered: not what only holds others. */
function isRead(one, target) {
  if (one.waypoints || !one.parent || one.hidden || HOLDING.includes(one.type)) return false;
  return !(one.children?.length && one.width > 0 && target.parent === one);
}

export const padBeside = { contextPad: ["type", PadBeside] };
