"""Small logs and drawings for the tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from tantam.process.engine import bpmn
from tantam.process.engine.graph import GraphNode
from tantam.process.mining.log import Case, Event
from tantam.process.mining.mapping import net_of, node_id
from tantam.process.mining.measures import Variant
from tantam.process.mining.net import Net
from tantam.process.mining.outline import outline_of

MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d">'


def case(name: str, steps: str, *, who: str = "", minutes: int = 10) -> Case:
    """A case of steps written as letters, one every `minutes`; `who` has a letter for each, "-" for nobody."""
    people = who or "-" * len(steps)
    events = tuple(
        Event(
            activity=step,
            at=MONDAY + timedelta(minutes=minutes * place),
            resource="" if person == "-" else person,
        )
        for place, (step, person) in enumerate(zip(steps, people, strict=True))
    )
    return Case(id=name, events=events)


def variant(steps: str | Sequence[str], count: int = 1) -> Variant:
    """A variant of steps written as letters."""
    return Variant(steps=tuple(steps), count=count, example="1")


def net(inside: str, flows: str, *, more: str = "", label: Callable[[GraphNode], str] = node_id) -> Net:
    """The net of a process: `inside` are its elements, `flows` pairs such as "s-A A-e"."""
    return net_of(outline_of(bpmn.read(model(inside, flows, more=more))), label=label)


def model(inside: str, flows: str, *, more: str = "") -> bytes:
    """The file of a process."""
    drawn = f'{HEAD}<process id="p" isExecutable="true">{inside}{arrows(flows)}</process>{more}</definitions>'
    return drawn.encode()


def arrows(flows: str, *, prefix: str = "f") -> str:
    """Sequence flows; one written "g-A*" is conditional."""
    found = []
    for number, flow in enumerate(flows.split()):
        source, target = flow.rstrip("*").split("-")
        condition = "<conditionExpression>true</conditionExpression>" if flow.endswith("*") else ""
        name = f"{prefix}{number}{source}{target}"
        found.append(f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{condition}</sequenceFlow>')
    return "".join(found)


def tasks(names: str) -> str:
    """User tasks with these letters as ids."""
    return "".join(f'<userTask id="{name}" name="Step {name}"/>' for name in names)


START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
