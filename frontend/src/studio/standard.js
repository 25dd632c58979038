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

/** References as attributes to what the file does not hold, such as a type of an imported schema: [{element, name, id}] */
export function dangling({ references, elementsById }) {
  return references
    .filter(({ id }) => !elementsById[id])
    .map(({ element, property, id }) => ({ element, id, about: element.$descriptor.propertiesByName[property] }))
    .filter(({ about }) => about?.isAttr && !about.isMany)
    .map(({ element, id, about }) => ({ element, id, name: about.name.split(":").pop() }));
}

/** They stand as plain attributes while it is written, unless something else was chosen. @returns {() => void} the end */
export function writeDangling(all) {
  const written = all.filter(({ element, name }) => element[name] === undefined && !(name in element.$attrs));
  for (const { element, name, id } of written) element.$attrs[name] = id;
  return () => {
    for (const { element, name } of written) delete element.$attrs[name];
  };
}
