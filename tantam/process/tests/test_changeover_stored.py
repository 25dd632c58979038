"""Random processes in the store: to a version in which everything has another name and back, nothing is otherwise."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tantam.process import actions, registry
from tantam.process.engine.tests.blocks import Block, Sequence, Work, draw, number
from tantam.process.engine.tests.drawing import Drawing
from tantam.process.engine.tests.test_random_processes import BLOCKS
from tantam.process.models import Instance, Process, Token, Version
from tantam.process.queries import compiled
from tantam.process.tests.changing_over import LATER, everything, finish
from tests import world as w

pytestmark = pytest.mark.django_db
STEPS = 4
_numbers = count(1)


@pytest.fixture
def choices(settings) -> Iterator[dict[str, object]]:
    settings.DEMO = True
    w.build_world()
    found: dict[str, object] = {}
    registry.subject("order")(lambda _: found)
    registry.step("cases.note")(lambda run: None)
    yield found
    registry._subjects.pop("order")
    registry._steps.pop("cases.note")
    registry._offers.pop("cases.note")


def version(process: Process, place: int, bpmn: str) -> Version:
    process.versions.update(state=Version.State.RETIRED)
    sha256 = hashlib.sha256(bpmn.encode()).hexdigest()
    return Version.objects.create(
        process=process,
        number=place,
        state=Version.State.PUBLISHED,
        bpmn=bpmn,
        sha256=sha256,
        created_at=w.NOW,
        changed_at=w.NOW,
    )


def renamed(xml: str) -> str:
    ids = set(re.findall(r'\bid="([^"]+)"', xml))

    def other(found: re.Match[str]) -> str:
        name, value = found.groups()
        return f'{name}="{value}_b"' if value in ids and name != "name" else found.group()

    return re.sub(r'(\w+)="([^"]+)"', other, xml)


def run_some(random: Random, choices: dict[str, object]) -> None:
    for _ in range(random.randrange(STEPS)):
        choices.update({f"c{n}": random.randrange(3) for n in range(40)} | {f"l{n}": 0 for n in range(40)})
        waiting = list(Token.objects.filter(state="waiting").order_by("id").values_list("pk", flat=True))
        if waiting:
            actions.complete_work(random.choice(waiting), by=None, data={}, now=w.NOW)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(block=BLOCKS, seed=st.integers(0, 2**32))
def test_there_and_back_every_row_is_as_it_was(choices: dict[str, object], block: Block, seed: int) -> None:
    Instance.objects.all().delete()
    random = Random(seed)  # noqa: S311
    process = Process.objects.create(key=f"QT-{next(_numbers)}", name="Ngẫu nhiên", created_at=w.NOW)
    drawing: Drawing = draw(number(Sequence((block, Work()))))
    xml = drawing.xml().decode()
    old = version(process, 1, xml)
    choices.update({f"c{n}": random.randrange(3) for n in range(40)} | {f"l{n}": 0 for n in range(40)})
    actions.start(process.key, subject="order:1", labels={}, now=w.NOW)
    run_some(random, choices)
    running = Instance.objects.filter(state="running").count()
    new = version(process, 2, renamed(xml))
    before, nodes = everything(), sorted(Token.objects.values_list("node", flat=True))
    every = {node.id: f"{node.id}_b" for node in compiled(old.pk).graph.nodes}
    changeover = finish(actions.begin_changeover(old, new, node_map=every, by=None, now=LATER))
    assert (changeover.moved, changeover.held) == (running, 0)
    assert sorted(Token.objects.values_list("node", flat=True)) == [f"{node}_b" for node in nodes]
    if running:
        actions.take_back_changeover(changeover, by=None, now=LATER)
        assert finish(changeover).returned == running
    assert everything() == before
