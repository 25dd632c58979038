import assert from "node:assert/strict";
import { test } from "node:test";
import { BpmnModdle } from "bpmn-moddle";
import { asTheStandard, dangling, writeDangling } from "./standard.js";

const XML = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:t">
<globalScriptTask id="g"><script>x = 1</script></globalScriptTask><signal id="s"/><process id="p"><task id="t">
<multiInstanceLoopCharacteristics><complexBehaviorDefinition><condition>true</condition>
<event id="e"><signalEventDefinition id="se" signalRef="s"/></event></complexBehaviorDefinition>
</multiInstanceLoopCharacteristics></task></process></definitions>`;

test("the script of a global task and what a complex behaviour throws are written as they were read", async () => {
  const moddle = new BpmnModdle();
  asTheStandard(moddle);
  const { rootElement, warnings } = await moddle.fromXML(XML);
  const { xml } = await moddle.toXML(rootElement);
  assert.deepEqual(warnings, []);
  assert.match(xml, /<script>x = 1<\/script>/);
  assert.match(xml, /<condition[^>]*>true<\/condition><event id="e"><signalEventDefinition/);
});

const OUTSIDE = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:t">
<itemDefinition id="i"/><signal id="s" structureRef="xsd:string"/><message id="m" itemRef="i"/></definitions>`;

test("a reference to what stands in no file is written again, until something else is chosen", async () => {
  const moddle = new BpmnModdle();
  const { rootElement, references, elementsById } = await moddle.fromXML(OUTSIDE);
  const all = dangling({ references, elementsById });
  const write = async () => {
    const end = writeDangling(all);
    const { xml } = await moddle.toXML(rootElement);
    end();
    return xml;
  };
  assert.match(await write(), /<signal id="s" structureRef="xsd:string" \/><message id="m" itemRef="i" \/>/);
  assert.deepEqual(elementsById.s.$attrs, {});
  elementsById.s.structureRef = elementsById.i;
  assert.match(await write(), /<signal id="s" structureRef="i" \/>/);
});
