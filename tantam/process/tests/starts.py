"""Drawings that begin by themselves, for tests."""

from __future__ import annotations

from datetime import datetime

from tantam.process import actions
from tantam.process.models import Process, Version
from tests import world as w

KEY = "QT-81"
_DRAWING = """<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:t="urn:tantam:bpmn:1" id="D">
<b:process id="p" name="Chăm sóc" isExecutable="true">
<b:extensionElements><t:process key="QT-81"/></b:extensionElements>
<b:startEvent id="s" name="Tới giờ"><b:extensionElements>{ours}</b:extensionElements>{event}</b:startEvent>
<b:userTask id="{task}" name="Gọi khách"><b:extensionElements><t:role kind="team" ref="ho-tro"/>
<t:time response="PT2H"/></b:extensionElements></b:userTask><b:endEvent id="e"/>
<b:sequenceFlow id="f1" sourceRef="s" targetRef="{task}"/><b:sequenceFlow id="f2" sourceRef="{task}" targetRef="e"/>
</b:process></b:definitions>"""


def timer(written: str = "", *, kind: str = "timeCycle") -> str:
    inner = f"<b:{kind}>{written}</b:{kind}>" if written else ""
    return f"<b:timerEventDefinition>{inner}</b:timerEventDefinition>"


def condition(text: str) -> str:
    return f"<b:conditionalEventDefinition><b:condition>{text}</b:condition></b:conditionalEventDefinition>"


def drawn(event: str, ours: str = "", *, task: str = "u") -> str:
    """A process of one step that begins by `event`."""
    return _DRAWING.format(event=event, ours=ours, task=task)


def each_day(at: str = "08:00", on: str = "", *, each: str = "", task: str = "u") -> str:
    """One that begins each day, or on some days, at an hour."""
    return drawn(timer(), f'<t:timer at="{at}" on="{on}"/>{each}', task=task)


def each(**settings: object) -> str:
    """The list of customers."""
    said = " ".join(f'{name}="{value}"' for name, value in settings.items())
    return f'<t:each of="customer" {said}/>'


def publish(bpmn: str, *, key: str = KEY, now: datetime = w.NOW, share: int | None = None) -> Version:
    process, _ = Process.objects.get_or_create(key=key, defaults={"name": "Chăm sóc khách", "created_at": now})
    draft = actions.save_draft(process, bpmn=bpmn, revision=0, by=None, now=now)
    return actions.publish(draft, by=None, reason="thử", now=now, share=share)


def pass_time(now: datetime) -> None:
    """What the worker does at that moment, until nothing is left to do."""
    while actions.fire_due_starts(now=now):
        pass
    while actions.carry_on_firings(now=now, seconds=60):
        pass
