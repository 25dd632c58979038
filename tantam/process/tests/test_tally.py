"""The tally of places is what tokens and instances themselves say, whatever changes them."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tantam.core.actions import tallies
from tantam.process.actions import publish, save_draft
from tantam.process.models import Instance, PlaceTally, Process, Token, Version
from tantam.process.queries import Filters, heat_map, overview
from tantam.process.queries.places import Places, places
from tantam.process.tests.drawn import SIMPLE, instance, stand
from tests import world as w

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def version() -> Version:
    w.build_world()
    return _publish()


def _publish(key: str = "QT-09") -> Version:
    process = Process.objects.create(key=key, name="Thử", created_at=w.NOW)
    draft = save_draft(process, bpmn=SIMPLE, revision=0, by=None, now=w.NOW)
    return publish(draft, by=None, reason="thử", now=w.NOW)


def _merged(found: list[Places]) -> dict[str, tuple[int, int, int, object, object]]:
    """Of each node: standing, overdue, incidents, the oldest, the longest late."""
    nodes: dict[str, list[Places]] = {}
    for place in found:
        nodes.setdefault(place.node, []).append(place)
    return {
        node: (
            sum(place.standing for place in parts),
            sum(place.overdue for place in parts),
            sum(place.incidents for place in parts),
            min((place.oldest_at for place in parts if place.oldest_at), default=None),
            min((place.late_since for place in parts if place.late_since), default=None),
        )
        for node, parts in nodes.items()
    }


def test_any_changes_of_tokens_and_instances_are_in_the_tally_with_them(version):
    """All that stands has one channel, so what is counted from the rows by that channel has to be the same."""
    random, other = Random(5), _publish("QT-10")  # noqa: S311
    runs = [instance(version, subject=f"case:{number}", channel="zalo") for number in range(6)]
    for round_of in range(40):
        run = random.choice(runs)
        token = stand(run, random.choice("ab"), since=w.NOW - random.randrange(1, 9) * HOUR)
        some = Token.objects.filter(pk__in=random.sample([*Token.objects.values_list("pk", flat=True)], 1))
        late = w.NOW + random.randrange(-2, 2) * HOUR
        match round_of % 5:
            case 0:
                some.update(state=random.choice(["waiting", "incident", "inside", "timer"]), due_at=late)
            case 1:
                some.delete()
            case 2:
                some.update(node=random.choice("ab"), flow=random.choice(["to_a", "to_b", ""]), state="waiting")
            case 3:
                some.update(attached_to_id=random.choice([None, token.pk]), due_at=late, state="incident")
            case 4:
                Token.objects.filter(instance=run).update(version=random.choice([version, other]))
        assert tallies.differences(PlaceTally) == []
    tallies.fold(PlaceTally)
    assert Token.objects.filter(version=version).count() > 5
    Instance.objects.update(version=version)
    Token.objects.update(version=version)
    Instance.objects.filter(pk=runs[0].pk).update(state="finished", finished_at=w.NOW)
    Token.objects.filter(instance=runs[0]).delete()
    stand(runs[1], "a", since=w.NOW - HOUR, due_at=w.NOW - timedelta(minutes=1))
    tallied, counted = (places(version.pk, dimensions=one, now=w.NOW) for one in ({}, {"channel": "zalo"}))
    assert _merged(tallied) == _merged(counted) != {}
    assert sum(place.overdue for place in tallied) > 0
    ways = [
        sorted((place.node, place.flow, place.standing) for place in found if place.standing)
        for found in (tallied, counted)
    ]
    assert ways[0] == ways[1]
    (first, second) = overview(now=w.NOW)
    assert (first.running, second.running) == (5, 0)
    assert first.overdue == sum(place.overdue for place in counted)
    assert first.incidents == sum(place.incidents for place in counted)


def test_a_statement_over_many_rows_writes_one_row_a_place(version):
    run = instance(version)
    Token.objects.bulk_create(
        Token(instance=run, version=version, node=node, scope_id=0, state="waiting", entered_at=w.NOW)
        for node in "ab" * 50
    )
    assert PlaceTally.objects.filter(node="a").count() == 1
    assert dict(PlaceTally.objects.exclude(node="").values_list("node", "standing")) == {"a": 50, "b": 50}
    Token.objects.update(response_due_at=w.NOW)  # changes no count
    assert PlaceTally.objects.exclude(node="").count() == 2
    Token.objects.all().delete()
    assert places(version.pk, dimensions={}, now=w.NOW) == []
    assert tallies.fold(PlaceTally) == 4
    assert PlaceTally.objects.get().running == 1


def test_emptied_tables_empty_what_was_counted_of_them(version):
    stand(instance(version), "a", since=w.NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE process_token CASCADE")
        assert list(PlaceTally.objects.values_list("node", "running")) == [("", 1)]
        cursor.execute("TRUNCATE process_instance CASCADE")
    assert not PlaceTally.objects.exists()


def test_what_changed_past_the_triggers_is_put_right(version):
    stand(instance(version), "a", since=w.NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica; DELETE FROM process_token")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    assert [(row["node"], row["standing"]) for row in tallies.differences(PlaceTally)] == [("a", -1)]
    assert tallies.put_right(PlaceTally) == 1
    assert heat_map(version.pk, filters=Filters(), now=w.NOW).standing == 0


def test_the_map_looks_at_no_more_rows_however_many_stand(version):
    run = instance(version)
    for at_once in (20, 2000):
        Token.objects.bulk_create(
            Token(instance=run, version=version, node="a", scope_id=0, state="waiting", due_at=w.NOW + HOUR,
                  entered_at=w.NOW - HOUR + timedelta(seconds=number))
            for number in range(at_once)
        )  # fmt: skip
    Token.objects.filter(pk=Token.objects.latest("id").pk).update(due_at=w.NOW - HOUR)
    tallies.fold(PlaceTally)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE process_token, process_placetally")
    for asking, indexes in (
        (lambda: places(version.pk, dimensions={}, now=w.NOW), {"process_work_by_due", "process_tokens_standing"}),
        (lambda: overview(now=w.NOW), {"process_work_by_due"}),
    ):
        with CaptureQueriesContext(connection) as asked:
            asking()
        sql = next(query["sql"] for query in asked.captured_queries if "due_at" in query["sql"])
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
            nodes = _nodes(cursor.fetchone()[0][0]["Plan"])
        used = {node["Index Name"] for node in nodes if "Index Name" in node}
        assert used - {"process_places_tallied"} == indexes  # the tally itself is short: by index or whole
        assert max(node["Actual Rows"] for node in nodes) <= 4
    assert heat_map(version.pk, filters=Filters(), now=w.NOW).steps["a"].overdue == 1


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", []) for node in _nodes(part))]
