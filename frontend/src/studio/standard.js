/** Where the model of bpmn-js is narrower than the standard, so that files of other tools lost words when saved. */

const AS_NAMED = { serialize: "property" };
const MENDED = [
  ["bpmn:GlobalScriptTask", "bpmn:script", { isAttr: false }],
  ["bpmn:ComplexBehaviorDefinition", "bpmn:condition", { xml: { serialize: "xsi:type" } }],
  ["bpmn:ComplexBehaviorDefinition", "bpmn:event", { xml: AS_NAMED }],
];

/** Call before anything is read with this moddle. */
export function asTheStandard(moddle) {
  for (const [type, name, right] of MENDED)
    Object.assign(
      moddle.registry.typeMap[type].properties.find((property) => property.name === name),
      right,
    );
}
