"""The names BPMN gives its elements, in groups."""

from __future__ import annotations

from typing import Final

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"

TASKS: Final = frozenset(
    [
        "task",
        "userTask",
        "manualTask",
        "sendTask",
        "receiveTask",
        "serviceTask",
        "businessRuleTask",
        "scriptTask",
        "callActivity",
    ]
)
#: Tasks of the file that call activities may call, and what each is.
GLOBAL_TASKS: Final = {
    "globalTask": "task",
    "globalUserTask": "userTask",
    "globalManualTask": "manualTask",
    "globalBusinessRuleTask": "businessRuleTask",
    "globalScriptTask": "scriptTask",
}
SUBPROCESSES: Final = frozenset(["subProcess", "adHocSubProcess", "transaction"])
CHOREOGRAPHY: Final = frozenset(["choreographyTask", "callChoreography", "subChoreography"])
EVENTS: Final = frozenset(
    [
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "implicitThrowEvent",
        "event",
    ]
)
GATEWAYS: Final = frozenset(
    ["exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"]
)
NODES: Final = TASKS | SUBPROCESSES | CHOREOGRAPHY | EVENTS | GATEWAYS
ARTIFACTS: Final = frozenset(
    [
        "textAnnotation",
        "group",
        "dataObjectReference",
        "dataObject",
        "dataStoreReference",
        "dataInput",
        "dataOutput",
        "property",
    ]
)
FLOWS: Final = frozenset(
    ["sequenceFlow", "messageFlow", "association", "dataInputAssociation", "dataOutputAssociation"]
)
KNOWN_CHILDREN: Final = frozenset(
    [
        "incoming",
        "outgoing",
        "extensionElements",
        "documentation",
        "laneSet",
        "ioSpecification",
        "auditing",
        "monitoring",
        "supportedInterfaceRef",
        "resourceRole",
        "performer",
        "humanPerformer",
        "potentialOwner",
        "correlationSubscription",
        "standardLoopCharacteristics",
        "multiInstanceLoopCharacteristics",
        "completionCondition",
        "categoryValueRef",
        "dataInputAssociation",
        "dataOutputAssociation",
        "script",
        "resourceRef",
    ]
)
