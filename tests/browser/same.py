"""Whether two BPMN texts say the same, whatever order, prefixes and spaces a writer chose, so that nothing is lost."""

from __future__ import annotations

from collections import Counter
from typing import Final
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

BPMN: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_XSI_TYPE: Final = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NAMES_OF_OTHERS: Final = ("Ref", "bpmnElement", "default", "structureRef", "sourceElement", "targetElement")

#: What the standard takes for said where it is not said; a writer may leave it out.
_UNSAID: Final = {
    "startQuantity": "1", "completionQuantity": "1", "isForCompensation": "false", "gatewayDirection": "Unspecified",
    "cancelActivity": "true", "parallelMultiple": "false", "triggeredByEvent": "false", "isInterrupting": "true",
    "isCollection": "false", "testBefore": "false", "isSequential": "false", "behavior": "All",
    "instantiate": "false", "eventGatewayType": "Exclusive", "isClosed": "false", "processType": "None",
    "expressionLanguage": "http://www.w3.org/1999/XPath", "typeLanguage": "http://www.w3.org/2001/XMLSchema",
    "implementation": "##unspecified", "ordering": "Parallel", "cancelRemainingInstances": "true",
    "textFormat": "text/plain", "associationDirection": "None", "itemKind": "Information", "isUnlimited": "false",
    "capacity": "0", "waitForCompletion": "true", "method": "##Compensate", "messageVisibleKind": "initiating",
    "isReference": "false", "minimum": "0", "maximum": "1", "isImmediate": "true",
}  # fmt: skip

Said = tuple[str, tuple[tuple[str, str], ...], str, tuple["Said", ...]]


def element_of(xml: str, id_: str) -> Element:
    """The element with this id. Raises StopIteration."""
    return next(one for one in fromstring(xml).iter() if one.get("id") == id_)


def said_by(element: Element, *, without: frozenset[str] = frozenset()) -> Said:
    """All that an element says, as one value; `without` are local names of children that do not count."""
    inside = [said_by(one, without=without) for one in element if _local(str(one.tag)) not in without]
    attributes = tuple(sorted((name, _plain(name, value)) for name, value in element.attrib.items()))
    return (str(element.tag), attributes, (element.text or "").strip(), tuple(sorted(inside)))


def lost(before: str, after: str) -> list[str]:
    """Elements, attributes and texts of the first that the second lacks, one line each; what was changed is lacking."""
    old, new = (_lines(fromstring(one)) for one in (before, after))
    return sorted((old - new).elements())


def _lines(root: Element) -> Counter[str]:
    """Every thing said, with the nearest id around it, so that no order and no writer's habit counts."""
    found: Counter[str] = Counter()
    waiting = [(root, "")]
    while waiting:
        element, around = waiting.pop()
        place = element.get("id") or f"{around}/{_local(str(element.tag))}"
        found[f"{place}: {element.tag}"] += 1
        for name, value in element.attrib.items():
            if _UNSAID.get(name) == value or (name == _XSI_TYPE and _local(str(element.tag)) == "waypoint"):
                continue
            found[f"{place}: {_local(name)}={_plain(name, value)}"] += 1
        if text := (element.text or "").strip():
            found[f"{place}: “{_plain(_local(str(element.tag)), text)}”"] += 1
        waiting.extend((one, place) for one in element)
    return found


def _plain(name: str, value: str) -> str:
    """A name of something, without the prefix a writer chose; a number as a number."""
    if name == _XSI_TYPE or _local(name).endswith(_NAMES_OF_OTHERS) or _local(name) in {"incoming", "outgoing"}:
        return value.rpartition(":")[2]
    try:
        return f"{float(value):g}"
    except ValueError:
        return value


def _local(name: str) -> str:
    return name.rpartition("}")[2]
