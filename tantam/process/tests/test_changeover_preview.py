"""What is seen beforehand is what happens, whatever stands where; and it takes no longer for many that stand alike."""

from __future__ import annotations

import itertools
from collections import Counter
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tantam.process import actions
from tantam.process.actions.changeover import kinds
from tantam.process.engine.changeover import propose
from tantam.process.engine.tests import blocks
from tantam.process.engine.tests.blocks import Block, number
from tantam.process.engine.tests.test_changeover_scopes import MIXED, Flat, alone
from tantam.process.models import Instance, Passage, Process, Token
from tantam.process.queries import compiled
from tantam.process.tests.changing_over import LATER, begin, do, everything, finish, line, proposed, publish, start
from tantam.process.tests.test_changeover_stored import _numbers, choices, run_some, version
from tests import world as w

pytestmark = pytest.mark.django_db
__all__ = ["choices"]


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


def test_many_that_stand_alike_are_looked_at_once(world) -> None:
    asked = []
    for first, many in ((1, 10), (1001, 200)):
        old = publish(line("a", "b"))
        start(many, first=first)
        do(f"order:{first}", "a")
        new = publish(line("b"))
        with CaptureQueriesContext(connection) as queries:
            seen = actions.preview_changeover(old, new, node_map=proposed(old, new), now=LATER)
        asked.append(len(queries))
        assert (seen.total, seen.moving, seen.held, seen.uncounted) == (many, 1, many - 1, 0)
        ((objection, count),) = seen.reasons.items()
        assert (objection.code, objection.node, count) == ("no_target", "a", many - 1)
        assert seen.samples[objection] == [f"order:{number}" for number in range(first + 1, first + 6)]
    assert asked[0] == asked[1] < 12


def test_what_is_left_is_found_in_its_order_without_a_look_at_what_runs_elsewhere(world) -> None:
    """Once all have moved, nothing is left of the old version: the last question must not go through a million."""
    old = publish(line("a", "b"))
    start(3)
    new = publish(line("a", "x", "b"))
    changeover = begin(old, new)
    with CaptureQueriesContext(connection) as asked:
        finish(changeover)
    wanted = [query["sql"] for query in asked if 'AS "subject" FROM "process_instance"' in query["sql"]]
    asking = next(sql for sql in wanted if "LIMIT" in sql)
    crowd = [Instance(version=new, subject=f"order:{number}", started_at=w.NOW) for number in range(5000)]
    Instance.objects.bulk_create(crowd)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE process_instance")
        cursor.execute(f"EXPLAIN {asking.replace(f'<= {changeover.until_id}', '<= 1000000000')}")
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "process_instance_running" in plan
    assert "Sort" not in plan
    assert "version_id = " in plan.partition("Index Cond")[2].partition("Filter")[0]


def test_of_too_many_some_are_seen_from_all_over_and_the_rest_is_counted(world, monkeypatch) -> None:
    monkeypatch.setattr(kinds, "CHUNK", 10)
    old = publish(line("a", "b"))
    start(95)
    new = publish(line("a", "x", "b"))
    seen = actions.preview_changeover(old, new, node_map=proposed(old, new), now=LATER, seconds=0)
    assert (seen.total, seen.moving + seen.uncounted) == (95, 95)
    assert 0 < seen.moving < 20
    whole = actions.preview_changeover(old, new, node_map=proposed(old, new), now=LATER)
    assert (whole.total, whole.moving, whole.uncounted) == (95, 95, 0)
    assert finish(begin(old, new)).moved == 95


@pytest.mark.parametrize("parts", [1, 2, 7, 50, 7919])
def test_the_parts_are_all_there_is_each_once(parts: int) -> None:
    ranges = sorted(kinds._scattered(5, 100_003, parts=parts))
    covered = [span for span in ranges if span[0] <= span[1]]
    assert (covered[0][0], covered[-1][1]) == (5, 100_003)
    assert all(one[1] + 1 == two[0] for one, two in itertools.pairwise(covered))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(block=MIXED, seed=st.integers(0, 2**32))
def test_what_is_seen_beforehand_is_what_happens_and_comes_back(
    choices: dict[str, object],
    block: Block,
    seed: int,
) -> None:
    Instance.objects.all().delete()
    random = Random(seed)  # noqa: S311
    model = number(blocks.Sequence((block, blocks.Work())))
    without = {name for name in sorted(alone(model)) if random.random() < 0.7}
    process = Process.objects.create(key=f"QT-{next(_numbers)}", name="Ngẫu nhiên", created_at=w.NOW)
    drawings = [Flat(set()), Flat(without)]
    random.shuffle(drawings)
    xmls = []
    for drawing in drawings:
        drawing.start("start")
        first, last = blocks._draw(drawing, model)
        drawing.flow("start", first)
        drawing.flow(last, drawing.end("end"))
        xmls.append(drawing.xml().decode())
    old = version(process, 1, xmls[0])
    choices.update({f"c{n}": random.randrange(3) for n in range(40)} | {f"l{n}": 0 for n in range(40)})
    for place in range(3):
        actions.start(process.key, subject=f"order:{place}", labels={}, now=w.NOW)
    run_some(random, choices)
    new = version(process, 2, xmls[1])
    before = everything()
    node_map = propose(compiled(old.pk).graph, compiled(new.pk).graph)
    seen = actions.preview_changeover(old, new, node_map=node_map, now=LATER)
    assert everything() == before
    changeover = finish(actions.begin_changeover(old, new, node_map=node_map, by=None, now=LATER))
    assert (changeover.moved, changeover.held) == (seen.moving, seen.held) or seen.unseen
    held = Passage.objects.filter(changeover=changeover, state="held").values_list("reasons", flat=True)
    told = Counter((code, node) for reasons in held for code, node, *_ in reasons or ())
    assert told == Counter({(one.code, one.node): count for one, count in seen.reasons.items()}) or seen.unseen
    if changeover.moved:
        actions.take_back_changeover(changeover, by=None, now=LATER)
        assert finish(changeover).returned == changeover.moved
    assert everything() == before
    assert not Token.objects.exclude(version=old).filter(instance__version=old).exists()
