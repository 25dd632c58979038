"""A builder of small BPMN files for tests, and a host with a clock of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count, pairwise
from xml.sax.saxutils import escape, quoteattr

from tantam.core.values.instants import VIETNAM
from tantam.process.engine.bpmn import read
from tantam.process.engine.compiling import compile_graph
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import Id

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 8:00 in Vietnam
_HEAD = '<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:t="urn:tantam:bpmn:1" id="D">\n'


class Drawing:
    """Draws element by element; every method returns the id, flows are named "source>target"."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.messages: dict[str, str] = {}

    def add(self, kind: str, element: str, *, inner: str = "", extension: str = "", **attributes: str) -> str:
        """Any element; `extension` goes into its extensionElements."""
        written = "".join(f" {key.rstrip('_')}={quoteattr(value)}" for key, value in attributes.items())
        care = f"<b:extensionElements>{extension}</b:extensionElements>" if extension else ""
        self.lines.append(f'<b:{kind} id="{element}"{written}>{care}{inner}</b:{kind}>')
        return element

    def flow(self, source: str, target: str, *, condition: str = "", name: str = "") -> str:
        """A sequence flow, with a condition if given."""
        inner = f"<b:conditionExpression>{escape(condition)}</b:conditionExpression>" if condition else ""
        return self.add("sequenceFlow", name or f"{source}-{target}", inner=inner, sourceRef=source, targetRef=target)

    def path(self, *nodes: str) -> None:
        """Flows from each node to the next."""
        for source, target in pairwise(nodes):
            self.flow(source, target)

    def start(self, element: str = "s", *, event: str = "") -> str:
        """A start event."""
        return self.add("startEvent", element, inner=event)

    def end(self, element: str = "e", *, event: str = "") -> str:
        """An end event."""
        return self.add("endEvent", element, inner=event)

    def user(self, element: str, *, extension: str = "", **attributes: str) -> str:
        """A user task."""
        return self.add("userTask", element, extension=extension, **attributes)

    def service(self, element: str, action: str = "cases.note") -> str:
        """A service task with an action."""
        return self.add("serviceTask", element, extension=f'<t:action name="{action}"/>')

    def gateway(self, element: str, kind: str = "exclusive", **attributes: str) -> str:
        """A gateway: exclusive, parallel or eventBased."""
        return self.add(f"{kind}Gateway", element, **attributes)

    def boundary(self, element: str, host: str, event: str, *, interrupting: bool = True, extension: str = "") -> str:
        """A boundary event."""
        return self.add(
            "boundaryEvent",
            element,
            inner=event,
            extension=extension,
            attachedToRef=host,
            cancelActivity=str(interrupting).lower(),
        )

    def catch(self, element: str, event: str, *, extension: str = "") -> str:
        """An intermediate catch event."""
        return self.add("intermediateCatchEvent", element, inner=event, extension=extension)

    def message(self, name: str) -> str:
        """The definition of a message event."""
        return f'<b:messageEventDefinition messageRef="{self.message_id(name)}"/>'

    def message_id(self, name: str) -> str:
        """The id of a message, declared when first used."""
        return self.messages.setdefault(name, f"M{len(self.messages)}")

    @contextmanager
    def inside(self, element: str, **attributes: str) -> Iterator[str]:
        """A sub-process: what is drawn meanwhile stands in it."""
        written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        self.lines.append(f'<b:subProcess id="{element}"{written}>')
        yield element
        self.lines.append("</b:subProcess>")

    def xml(self) -> bytes:
        """The file."""
        messages = "".join(f'<b:message id="{key}" name={quoteattr(name)}/>\n' for name, key in self.messages.items())
        body = "\n".join(self.lines)
        return f'{_HEAD}{messages}<b:process id="P" isExecutable="true">\n{body}\n</b:process></b:definitions>'.encode()

    def diagram(self) -> Diagram:
        """The file, read."""
        return read(self.xml())

    def graph(self) -> Graph:
        """The file, compiled."""
        return compile_graph(self.diagram())


def after(duration: str) -> str:
    """The definition of a timer event with a duration."""
    return f"<b:timerEventDefinition><b:timeDuration>{escape(duration)}</b:timeDuration></b:timerEventDefinition>"


def cycle(rule: str) -> str:
    """The definition of a timer event that repeats."""
    return f"<b:timerEventDefinition><b:timeCycle>{escape(rule)}</b:timeCycle></b:timerEventDefinition>"


def at(instant: str) -> str:
    """The definition of a timer event at an instant."""
    return f"<b:timerEventDefinition><b:timeDate>{escape(instant)}</b:timeDate></b:timerEventDefinition>"


class FakeHost:
    """A host whose business time simply takes twice as long, so that both kinds can be told apart."""

    zone: tzinfo = VIETNAM

    def __init__(self, data: Mapping[str, object] | None = None, *, now: datetime = MONDAY) -> None:
        self.now = now
        self.data = dict(data or {})
        self.asked = 0
        self._ids = count(1)

    def due(self, start: datetime, seconds: int, *, business: bool) -> datetime:
        """Business time is twice as long."""
        return start + timedelta(seconds=seconds * (2 if business else 1))

    def context(self) -> Mapping[str, object]:
        """The case's data; counts how often it was asked."""
        self.asked += 1
        return self.data

    def new_id(self) -> Id:
        """1, 2, 3 …"""
        return next(self._ids)

    def pass_time(self, seconds: int) -> None:
        """Move the clock."""
        self.now += timedelta(seconds=seconds)
