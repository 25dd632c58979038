"""What events wait for and throw: event definitions with what they refer to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tantam.process.engine.diagram import EventDefinition, Expression
from tantam.process.engine.extensions import extensions
from tantam.process.engine.xml import Element

_SUFFIX: Final = "EventDefinition"
_REFERENCES: Final = {
    "signal": "signalRef",
    "error": "errorRef",
    "escalation": "escalationRef",
}
_CODES: Final = {"error": "errorCode", "escalation": "escalationCode"}
_TIMERS: Final = ("timeDuration", "timeDate", "timeCycle")


class EventReader:
    """Reads event definitions against the file's ids."""

    def __init__(self, by_id: Mapping[str, Element], *, resolve: Callable[[str], str]) -> None:
        self._by_id = by_id
        self._resolve = resolve

    def referred(self, reference: str, *, line: int) -> EventDefinition | None:
        """The definition that an attribute refers to, None where there is none."""
        found = self._by_id.get(self._resolve(reference)) if reference else None
        if found is None or not found.name.endswith(_SUFFIX):
            return None
        return self._definition(found, event=found)

    def definitions(self, event: Element) -> tuple[EventDefinition, ...]:
        """The definitions inside the event or referred to by it, in document order."""
        found = []
        for child in event.children:
            definition = child
            if child.name == "eventDefinitionRef":
                definition = self._by_id.get(self._resolve(child.text), child)
            if definition.name.endswith(_SUFFIX):
                found.append(self._definition(definition, event=event))
        return tuple(found)

    def message_name(self, task: Element) -> str:
        """The name of the message a task sends or receives, through its operation where it has no own."""
        reference = self._message(task)
        return self._name(reference) if reference else ""

    def _message(self, element: Element) -> str:
        """The id of the message a task or event is about: its own, else what its operation takes in. Tasks name the
        operation by an attribute, events by an element."""
        if own := self._resolve(element.get("messageRef")):
            return own
        operation = self._by_id.get(self._resolve(element.get("operationRef") or _text(element, "operationRef")))
        return self._resolve(_text(operation, "inMessageRef")) if operation is not None else ""

    def _name(self, reference: str) -> str:
        element = self._by_id.get(reference)
        return (element.get("name") or reference) if element is not None else ""

    def _definition(self, element: Element, *, event: Element) -> EventDefinition:
        kind = element.name.removesuffix(_SUFFIX)
        own = self._resolve(element.get(_REFERENCES.get(kind, "-")))
        reference = self._message(element) if kind == "message" else own
        target = self._by_id.get(reference)
        timer, expression = _timer(element) if kind == "timer" else ("", _inner(element, "condition"))
        setting = next(extensions(event, "timer"), None) or next(extensions(element, "timer"), None)
        return EventDefinition(
            kind=kind,
            id=element.get("id"),
            ref=reference,
            name=element.get("name") if kind == "link" else self._name(reference),
            code=target.get(_CODES.get(kind, "-")) if target is not None else "",
            timer=timer,
            expression=expression,
            time=setting.get("time", "calendar") if setting is not None else "calendar",
            between=setting.get("between") if setting is not None else "",
            at=setting.get("at") if setting is not None else "",
            on=setting.get("on") if setting is not None else "",
            activity=self._resolve(element.get("activityRef")),
            links=tuple(self._resolve(child.text) for child in element.children if child.name in ("source", "target")),
            waits_for_completion=element.get("waitForCompletion", "true") in ("true", "1"),
            line=element.line,
        )


def _timer(element: Element) -> tuple[str, Expression | None]:
    for child in element.children:
        if child.name in _TIMERS:
            return child.name, _expression(child)
    return "", None


def _text(element: Element, name: str) -> str:
    return next((child.text for child in element.children if child.name == name), "")


def _inner(element: Element, name: str) -> Expression | None:
    return next((_expression(child) for child in element.children if child.name == name), None)


def _expression(element: Element) -> Expression | None:
    text = element.text.strip()
    return Expression(text=text, language=element.get("language"), line=element.line) if text else None
