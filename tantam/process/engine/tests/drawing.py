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
COMPENSATE = "<b:compensateEventDefinition/>"
_HEAD = '<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:t="urn:tantam:bpmn:1" id="D">\n'


class Drawing:
    """Draws element by element; every method returns the id, flows are named "source>target"."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.messages: dict[str, str] = {}
        self.roots: list[str] = []  # what stands beside the process

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

    def signal(self, name: str) -> str:
        """The definition of a signal event."""
        self._root(f'<b:signal id="S_{name}" name="{name}"/>')
        return f'<b:signalEventDefinition signalRef="S_{name}"/>'

    def error(self, code: str = "") -> str:
        """The definition of an error event; without a code it catches all."""
        if code:
            self._root(f'<b:error id="E_{code}" errorCode="{code}"/>')
        return f'<b:errorEventDefinition errorRef="E_{code}"/>' if code else "<b:errorEventDefinition/>"

    def escalation(self, code: str = "") -> str:
        """The definition of an escalation event; without a code it catches all."""
        if code:
            self._root(f'<b:escalation id="X_{code}" escalationCode="{code}"/>')
        return f'<b:escalationEventDefinition escalationRef="X_{code}"/>' if code else "<b:escalationEventDefinition/>"

    def _root(self, element: str) -> None:
        if element not in self.roots:
            self.roots.append(element)

    def undone_by(self, activity: str, handler: str) -> None:
        """A user task `handler` that compensates `activity`."""
        self.user(handler, isForCompensation="true")
        self.boundary(f"{activity}_undo", activity, COMPENSATE)
        self.add("association", f"{activity}_tie", sourceRef=f"{activity}_undo", targetRef=handler)

    @contextmanager
    def inside(self, element: str, kind: str = "subProcess", inner: str = "", **attributes: str) -> Iterator[str]:
        """A sub-process: what is drawn meanwhile stands in it."""
        written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        self.lines.append(f'<b:{kind} id="{element}"{written}>{inner}')
        yield element
        self.lines.append(f"</b:{kind}>")

    @contextmanager
    def handling(self, element: str, event: str, *, interrupting: bool = True) -> Iterator[str]:
        """An event sub-process that begins at `<element>_s` by `event`; what is drawn meanwhile stands in it."""
        with self.inside(element, triggeredByEvent="true"):
            start = f"{element}_s"
            self.add("startEvent", start, inner=event, isInterrupting=str(interrupting).lower())
            yield start

    @contextmanager
    def another_process(self, element: str) -> Iterator[str]:
        """A second process of the file, for call activities."""
        kept, self.lines = self.lines, []
        yield element
        body = "\n".join(self.lines)
        self.lines = kept
        self.roots.append(f'<b:process id="{element}">\n{body}\n</b:process>')

    def xml(self) -> bytes:
        """The file."""
        messages = "".join(f'<b:message id="{key}" name={quoteattr(name)}/>\n' for name, key in self.messages.items())
        body = "\n".join(self.lines)
        roots = "\n".join(self.roots) + "\n" if self.roots else ""
        process = f'<b:process id="P" isExecutable="true">\n{body}\n</b:process>'
        return f"{_HEAD}{messages}{roots}{process}</b:definitions>".encode()

    def diagram(self) -> Diagram:
        """The file, read."""
        return read(self.xml())

    def graph(self) -> Graph:
        """The file, compiled."""
        return compile_graph(self.diagram())


def after(duration: str) -> str:
    """The definition of a timer event with a duration."""
    return f"<b:timerEventDefinition><b:timeDuration>{escape(duration)}</b:timeDuration></b:timerEventDefinition>"


def when(condition: str) -> str:
    """The definition of a conditional event."""
    return (
        f"<b:conditionalEventDefinition><b:condition>{escape(condition)}</b:condition></b:conditionalEventDefinition>"
    )


def loop(condition: str = "", *, maximum: int = 0, before: bool = False) -> str:
    """A standard loop."""
    inner = f"<b:loopCondition>{escape(condition)}</b:loopCondition>" if condition else ""
    most = f' loopMaximum="{maximum}"' if maximum else ""
    tested = f' testBefore="{str(before).lower()}"'
    return f"<b:standardLoopCharacteristics{tested}{most}>{inner}</b:standardLoopCharacteristics>"


def instances(number: str = "", *, sequential: bool = False, done: str = "", more: str = "", **attributes: str) -> str:
    """Several instances; `more` are further elements inside."""
    written = "".join(f" {key.rstrip('_')}={quoteattr(value)}" for key, value in attributes.items())
    cardinality = f"<b:loopCardinality>{escape(number)}</b:loopCardinality>" if number else ""
    condition = f"<b:completionCondition>{escape(done)}</b:completionCondition>" if done else ""
    return (
        f'<b:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}"{written}>'
        f"{cardinality}{condition}{more}</b:multiInstanceLoopCharacteristics>"
    )


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
