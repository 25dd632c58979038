"""The loop marker of an activity, as written: how often, over what, and which events its instances throw."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tantam.process.engine.diagram import EventDefinition, Expression, Loop, Told
from tantam.process.engine.events import EventReader
from tantam.process.engine.extensions import TANTAM
from tantam.process.engine.xml import Element

Resolve = Callable[[str], str]


def expression(element: Element, name: str) -> Expression | None:
    """The expression in the child called `name`, or None where it is absent or empty."""
    for child in element.children:
        if child.name == name and (text := child.text.strip()):
            return Expression(text=text, language=child.get("language"), line=child.line)
    return None


def read_loop(element: Element, *, events: EventReader, by_id: Mapping[str, Element], resolve: Resolve) -> Loop | None:
    """The loop marker of an activity, None where it has none."""
    for child in element.children:
        if child.name == "standardLoopCharacteristics":
            return Loop(
                kind="standard",
                condition=expression(child, "loopCondition"),
                is_tested_before=child.get("testBefore") in ("true", "1"),
                maximum=child.get("loopMaximum"),
                line=child.line,
            )
        if child.name == "multiInstanceLoopCharacteristics":
            return _instances(child, _Data(element, by_id, resolve), events)
    return None


def _instances(element: Element, data: _Data, events: EventReader) -> Loop:
    return Loop(
        kind="sequential" if element.get("isSequential") in ("true", "1") else "parallel",
        cardinality=expression(element, "loopCardinality"),
        condition=expression(element, "completionCondition"),
        collection=element.get(f"{{{TANTAM}}}collection") or data.read_from(_text(element, "loopDataInputRef")),
        item=element.get(f"{{{TANTAM}}}item") or _item(element, "inputDataItem"),
        results=element.get(f"{{{TANTAM}}}results") or data.written_to(_text(element, "loopDataOutputRef")),
        result=element.get(f"{{{TANTAM}}}result") or _item(element, "outputDataItem"),
        behavior=element.get("behavior", "All"),
        told=tuple(_told(element, events)),
        line=element.line,
    )


def _told(element: Element, events: EventReader) -> Iterator[Told]:
    behavior = element.get("behavior", "All")
    if behavior in ("One", "None"):
        reference = element.get("oneBehaviorEventRef" if behavior == "One" else "noneBehaviorEventRef")
        yield Told(event=events.referred(reference, line=element.line), line=element.line)
    for child in element.children:
        if behavior == "Complex" and child.name == "complexBehaviorDefinition":
            yield Told(condition=expression(child, "condition"), event=_thrown(child, events), line=child.line)


def _thrown(element: Element, events: EventReader) -> EventDefinition | None:
    for child in element.children:
        if child.name == "event":
            return next(iter(events.definitions(child)), None)
    return None


class _Data:
    """Which variable a data input or output of an activity stands for: the data object it is tied to."""

    def __init__(self, activity: Element, by_id: Mapping[str, Element], resolve: Resolve) -> None:
        self._activity = activity
        self._by_id = by_id
        self._resolve = resolve

    def read_from(self, reference: str) -> str:
        """The variable whose value comes in by this data input."""
        return self._name(reference, tie="dataInputAssociation", own="targetRef", other="sourceRef")

    def written_to(self, reference: str) -> str:
        """The variable that takes the value of this data output."""
        return self._name(reference, tie="dataOutputAssociation", own="sourceRef", other="targetRef")

    def _name(self, reference: str, *, tie: str, own: str, other: str) -> str:
        if not reference:
            return ""
        wanted = self._resolve(reference)
        for child in self._activity.children:
            if child.name == tie and self._resolve(_text(child, own)) == wanted:
                wanted = self._resolve(_text(child, other)) or wanted
        found = self._by_id.get(wanted)
        if found is None:
            return wanted
        target = self._by_id.get(self._resolve(found.get("dataObjectRef")))
        return found.get("name") or (target.get("name") if target is not None else "") or wanted


def _text(element: Element, name: str) -> str:
    return next((child.text.strip() for child in element.children if child.name == name), "")


def _item(element: Element, name: str) -> str:
    """The name of the data item of one instance."""
    return next((child.get("name") or child.get("id") for child in element.children if child.name == name), "")
