"""Small versions of one process and what runs on them, for tests of bringing cases from one to another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tantam.process import actions
from tantam.process.engine.changeover import propose
from tantam.process.engine.tests.drawing import Drawing
from tantam.process.models import Changeover, Instance, Passage, Process, Token, Version
from tantam.process.queries import compiled
from tests import world as w

LATER = w.NOW + timedelta(hours=3)
KEY = "QT-CHUYEN"


def drawn(draw: Callable[[Drawing], object]) -> str:
    drawing = Drawing()
    drawing.lines.insert(0, f'<b:extensionElements><t:process key="{KEY}"/></b:extensionElements>')
    drawing.start()
    draw(drawing)
    return drawing.xml().decode()


def line(*tasks: str) -> str:
    return drawn(lambda d: d.path("s", *(d.user(task, name=task) for task in tasks), d.end()))


def publish(bpmn: str) -> Version:
    process, _ = Process.objects.get_or_create(key=KEY, defaults={"name": "Thử", "created_at": w.NOW})
    draft = actions.save_draft(process, bpmn=bpmn, revision=0, by=None, now=w.NOW)
    return actions.publish(draft, by=None, reason="thử", now=w.NOW)


def start(count: int = 1, *, first: int = 1) -> list[Instance]:
    found = [
        actions.start(KEY, subject=f"order:{number}", labels={}, now=w.NOW, variables={"n": number})
        for number in range(first, first + count)
    ]
    return [one for one in found if one is not None]


def proposed(old: Version, new: Version, **chosen: str) -> dict[str, str]:
    return propose(compiled(old.pk).graph, compiled(new.pk).graph) | chosen


def begin(old: Version, new: Version, **chosen: str) -> Changeover:
    return actions.begin_changeover(old, new, node_map=proposed(old, new, **chosen), by=None, now=LATER)


def finish(changeover: Changeover, *, size: int = 1000) -> Changeover:
    for _ in range(50):
        actions.carry_on(now=LATER, size=size)
        changeover.refresh_from_db()
        if not changeover.is_under_way:
            return changeover
    raise AssertionError("it does not end")


def everything() -> list[list[Any]]:
    """All that a move may touch, as it stands."""
    return [
        list(Instance.objects.order_by("id").values_list()),
        list(Token.objects.order_by("id").values_list()),
    ]


def passages(changeover: Changeover) -> dict[str, str]:
    subjects = dict(Instance.objects.values_list("pk", "subject"))
    rows = Passage.objects.filter(changeover=changeover).values_list("instance_id", "state")
    return {subjects[key]: state for key, state in rows}


def do(subject: str, node: str) -> None:
    token = Token.objects.get(instance__subject=subject, node=node, state="waiting")
    actions.complete_work(token.pk, by=None, data={}, now=LATER)
