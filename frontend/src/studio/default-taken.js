/** Whether all other ways out of its source have a condition, and none of them is the default. */
export function takesTheRest(flow) {
  if (flow.$type !== "bpmn:SequenceFlow" || flow.conditionExpression || flow.sourceRef?.default) return false;
  const others = flow.sourceRef.outgoing.filter((one) => one !== flow);
  return others.length > 0 && others.every(({ conditionExpression }) => conditionExpression);
}
