/**
 * The default branch of a gateway was deleted and another arrow is drawn from it, the only one without a condition: it is
 * the default now, as the old one was. With a condition of its own it is none any more, by bpmn-js' own rule.
 */
import CommandInterceptor from "diagram-js/lib/command/CommandInterceptor";
import { takesTheRest } from "./default-taken.js";

const BEFORE_OTHERS = 3_000;

class DefaultFlow extends CommandInterceptor {
  static $inject = ["eventBus", "modeling"];

  constructor(eventBus, modeling) {
    super(eventBus);
    const lost = new WeakSet();
    this.preExecute(["elements.delete", "connection.delete"], BEFORE_OTHERS, ({ context }) => {
      for (const { businessObject: flow, source } of context.elements ?? [context.connection])
        if (source && source.businessObject.default === flow) lost.add(source.businessObject);
    });
    this.postExecuted("connection.create", ({ context: { connection } }) => {
      const { businessObject: flow, source } = connection;
      if (!lost.has(source?.businessObject) || !takesTheRest(flow)) return;
      modeling.updateProperties(source, { default: flow });
    });
  }
}

export const defaultFlow = { __init__: ["defaultFlow"], defaultFlow: ["type", DefaultFlow] };
