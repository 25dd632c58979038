/** New steps are as wide as those of the ready-made processes: Vietnamese names need the room. */
import ElementFactory from "bpmn-js/lib/features/modeling/ElementFactory";

const WIDTH = 120;
const STEPS = ["bpmn:Task", "bpmn:CallActivity"];

class WideSteps extends ElementFactory {
  getDefaultSize(element, di) {
    const size = super.getDefaultSize(element, di);
    const isStep = STEPS.some((type) => (element.businessObject ?? element).$instanceOf?.(type));
    return isStep && size.width < WIDTH ? { ...size, width: WIDTH } : size;
  }
}
WideSteps.$inject = ElementFactory.$inject;

export const wideSteps = { elementFactory: ["type", WideSteps] };
