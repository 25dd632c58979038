/**
 * A click on what is chosen leaves it chosen. The library takes the choice away at every second click, so that what one
 * then types under “Name” would name the process; Escape, a click on the ground and Shift with a click still take it away.
 */
import { hasSecondaryModifier, isPrimaryButton } from "diagram-js/lib/util/Mouse";

const AFTER_THE_LIBRARY = 500;

function Choosing(eventBus, selection, canvas) {
  eventBus.on("element.click", AFTER_THE_LIBRARY, (event) => {
    const { element } = event;
    if (!isPrimaryButton(event) || hasSecondaryModifier(event) || element === canvas.getRootElement()) return;
    if (!selection.isSelected(element)) selection.select(element);
  });
}
Choosing.$inject = ["eventBus", "selection", "canvas"];

export const choosing = { __init__: ["tantamChoosing"], tantamChoosing: ["type", Choosing] };
