/**
 * A large drawing is worked on without lag: what diagram-js does to the whole of it is done only to what changes.
 * Counted by `tests/browser/test_big_drawing.py`.
 */
import Canvas from "diagram-js/lib/core/Canvas";
import GraphicsFactory from "diagram-js/lib/core/GraphicsFactory";
import { staying } from "./staying.js";

/**
 * Marks that the library's styles follow down to every descendant (`.drop-ok *`, `.new-parent … > :nth-child(1)`). On the ground, which holds all there
 * is, they would style the whole drawing anew, so there they are written `ground-…`, with styles of our own.
 */
const REACHING_DOWN = new Set([
  "drop-ok",
  "drop-not-ok",
  "connect-ok",
  "connect-not-ok",
  "new-parent",
  "djs-drag-active",
]);

class CalmCanvas extends Canvas {
  static $inject = Canvas.$inject;

  addMarker(element, marker) {
    super.addMarker(element, this.#written(element, marker));
  }

  removeMarker(element, marker) {
    super.removeMarker(element, this.#written(element, marker));
  }

  hasMarker(element, marker) {
    return super.hasMarker(element, this.#written(element, marker));
  }

  #written(element, marker) {
    const isGround = REACHING_DOWN.has(marker) && this.getRootElements().includes(this._resolveElement(element));
    return isGround ? `ground-${marker}` : marker;
  }
}

/** Brings what is drawn into the order of the model; the library puts in anew all that stands behind what moved. */
class CalmGraphics extends GraphicsFactory {
  static $inject = GraphicsFactory.$inject;

  updateContainments(elements) {
    for (const parent of new Set(elements.map((one) => one.parent))) if (parent?.children) this.#order(parent);
  }

  #order(parent) {
    const around = this._getChildrenContainer(parent);
    const wanted = [...parent.children].map((child) => this._elementRegistry.getGraphics(child).parentNode);
    const places = new Map([...around.childNodes].map((node, at) => [node, at]));
    const stays = staying(wanted.map((node) => places.get(node) ?? -1));
    let next = null;
    for (let at = wanted.length - 1; at >= 0; at -= 1) {
      if (!stays.has(at)) around.insertBefore(wanted[at], next);
      next = wanted[at];
    }
  }
}

export const calm = { canvas: ["type", CalmCanvas], graphicsFactory: ["type", CalmGraphics] };
