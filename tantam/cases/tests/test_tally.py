"""The tally of open cases is what the cases themselves say, whatever changes them, whoever else is at work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tantam.cases import queries
from tantam.cases.models import Case, CaseTally
from tantam.cases.queries import counting, full_teams, open_and_overdue
from tantam.cases.tests.desk import many_cases
from tantam.core.actions import tallies
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> w.World:
    made = w.build_world()
    many_cases(made, 6)
    return made


def _case(number: int) -> Case:
    return Case.objects.get(number=f"TT-26-9{number:05}")


def _held() -> dict[tuple[int | None, str], int]:
    """What the tally says of each person and state."""
    found: dict[tuple[int | None, str], int] = {}
    for row in CaseTally.objects.all():
        found[row.assignee, row.state] = found.get((row.assignee, row.state), 0) + row.cases
    return {place: count for place, count in found.items() if count}


def test_every_kind_of_change_is_in_the_tally_with_it(world):
    agent, other = world.agent.pk, world.colleague.pk
    assert _held() == {(agent, "open"): 6}
    Case.objects.filter(pk=_case(0).pk).update(assignee=None)
    Case.objects.filter(pk=_case(1).pk).update(state="waiting", assignee=other)
    Case.objects.filter(pk=_case(2).pk).update(state="closed", closed_at=w.NOW)
    Case.objects.filter(pk=_case(3).pk).update(state="spam")
    Case.objects.filter(pk=_case(4).pk).update(merged_into=_case(5))
    assert _held() == {(None, "open"): 1, (other, "waiting"): 1, (agent, "open"): 1}
    assert tallies.differences(CaseTally) == []
    Case.objects.filter(number__in=["TT-26-900002", "TT-26-900003"]).update(state="open", closed_at=None)
    Case.objects.update(merged_into=None, branch=None, team=None)
    Case.objects.filter(pk=_case(5).pk).delete()
    assert _held() == {(None, "open"): 1, (other, "waiting"): 1, (agent, "open"): 3}
    assert tallies.differences(CaseTally) == []


def test_what_does_not_count_writes_nothing(world):
    before = CaseTally.objects.count()
    Case.objects.update(preview="khác", due_at=w.NOW, awaits_answer=False, last_entry_at=w.NOW)
    assert CaseTally.objects.count() == before


def test_folded_the_tally_has_a_row_a_place_and_says_the_same(world):
    Case.objects.filter(pk=_case(0).pk).update(assignee=world.colleague.pk)
    Case.objects.filter(pk=_case(0).pk).update(assignee=None)
    before = _held()
    assert CaseTally.objects.count() == 10
    assert tallies.fold(CaseTally) == 9  # the one of nobody stands alone
    assert _held() == before
    assert sorted(CaseTally.objects.values_list("assignee", "cases"), key=str) == [(world.agent.pk, 5), (None, 1)]
    assert tallies.fold(CaseTally) == 0


def test_an_emptied_table_empties_its_tally(world):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE cases_case CASCADE")
    assert CaseTally.objects.count() == 0


def test_what_was_changed_past_the_triggers_is_found_and_put_right(world):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    Case.objects.filter(pk=_case(0).pk).update(assignee=None)
    Case.objects.filter(pk=_case(1).pk).delete()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    wrong = {row["assignee_id"]: row["cases"] for row in tallies.differences(CaseTally)}
    assert wrong == {world.agent.pk: -2, None: 1}
    assert tallies.look_after_tallies() == 2
    assert tallies.differences(CaseTally) == []
    assert tallies.look_after_tallies() == 0


def test_counts_and_lists_of_every_view_agree_for_everybody_after_any_changes(world):
    random = Random(3)  # noqa: S311
    people = (world.agent, world.head, world.colleague, world.stranger, world.owner)
    many_cases_more(world, 30)
    teams, states = [world.support, world.repairs, None], ["open", "waiting", "closed", "spam"]
    for case in Case.objects.order_by("id"):
        case.state = random.choice(states)
        case.closed_at = w.NOW if case.state == "closed" else None
        case.team, case.assignee = random.choice(teams), random.choice([*people, None])
        case.branch = random.choice([world.support.branch, None])
        case.due_at = w.NOW + timedelta(minutes=random.randrange(-90, 90))
        case.save()
    for one in people:
        counted = queries.count_views(one, now=w.NOW)
        listed = {key: queries.cases_in_view(key, agent=one, now=w.NOW).count() for key in counted}
        assert counted == listed
        assert {key: queries.count_view(key, agent=one, now=w.NOW) for key in counted} == listed
    assert sum(queries.count_views(world.head, now=w.NOW).values()) > 40


def many_cases_more(world: w.World, count: int) -> None:
    """Further ones beside those of the world."""
    first = _case(0)
    for number in range(count):
        first.pk, first._state.adding, first.number = None, True, f"TT-26-8{number:05}"
        first.uuid = type(first.uuid)(int=number + 1)
        first.save()


def test_a_count_is_capped_as_its_list_is(world, monkeypatch):
    monkeypatch.setattr(counting, "COUNT_CAP", 2)
    counting._kept.clear()
    try:
        found = queries.count_views(world.head, now=w.NOW + timedelta(hours=2))
        assert (found["all"], found["overdue"]) == (3, 3)
    finally:
        counting._kept.clear()


def test_how_much_people_hold_and_which_teams_are_full(world):
    people = [world.agent.pk, world.colleague.pk]
    Case.objects.filter(pk=_case(0).pk).update(due_at=w.NOW - timedelta(minutes=1))
    assert open_and_overdue(people, now=w.NOW) == {world.agent.pk: (6, 1), world.colleague.pk: (0, 0)}
    for one in (world.agent, world.colleague):
        one.capacity = 0
        one.save(update_fields=["capacity"])
    Case.objects.filter(pk=_case(5).pk).update(assignee=None)
    full = {team.id: team.waiting for team in full_teams(team_ids=[world.support.pk])}
    assert full == {world.support.pk: 1}


def test_counting_reads_no_row_of_what_is_open(world):
    """However many are open, only the tally and the beginning of an index are looked at."""
    many_cases_more(world, 40)
    tallies.fold(CaseTally)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case, cases_casetally; SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as asked:
        assert queries.count_views(world.head, now=w.NOW)["all"] == 46
    sql = asked.captured_queries[-1]["sql"]
    assert _most_rows(sql, table="cases_casetally") == 1
    assert sql.count("LIMIT 1001") == 5 + 6  # each capped; five are seen by name beside the tally; what waits to leave


def _most_rows(sql: str, *, table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        plan = cursor.fetchone()[0][0]["Plan"]
    return max(int(node["Actual Rows"]) for node in _nodes(plan) if node.get("Relation Name") == table)


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", []) for node in _nodes(part))]


def _at_once(*acts: Callable[[], object]) -> None:
    """Do them side by side, each with a connection of its own; raise what one of them raised."""
    broke: list[Exception] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as error:
            broke.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if broke:
        raise broke[0]


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_anybody_who_has_changed_the_same_count(world):
    """A colleague's change is not committed yet; ours of the same person's count goes through at once."""
    changed, done = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            Case.objects.filter(pk=_case(0).pk).update(assignee=None)
            changed.set()
            assert done.wait(10), "the other waited for this one"

    def quick() -> None:
        changed.wait(10)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
        Case.objects.filter(pk=_case(1).pk).update(assignee=None)
        tallies.fold(CaseTally)
        tallies.put_right(CaseTally)
        assert _held() == {(world.agent.pk, "open"): 5, (None, "open"): 1}
        done.set()

    _at_once(slow, quick)
    assert _held() == {(world.agent.pk, "open"): 4, (None, "open"): 2}
    assert tallies.differences(CaseTally) == []


@pytest.mark.django_db(transaction=True)
def test_the_tally_stays_exact_while_many_change_fold_and_put_right_at_once(world):
    many_cases_more(world, 20)
    keys = list(Case.objects.values_list("pk", flat=True))
    people = [world.agent.pk, world.colleague.pk, world.head.pk, None]

    def change(seed: int) -> None:
        random = Random(seed)  # noqa: S311
        for _ in range(60):
            some = Case.objects.filter(pk__in=sorted(random.sample(keys, 1)))
            some.update(assignee=random.choice(people), state=random.choice(["open", "waiting", "spam"]))

    def fold() -> None:
        for _ in range(25):
            tallies.fold(CaseTally)

    def put_right() -> None:
        for _ in range(25):
            assert tallies.put_right(CaseTally) == 0

    _at_once(lambda: change(1), lambda: change(2), lambda: change(3), fold, fold, put_right, put_right)
    assert tallies.differences(CaseTally) == []
    tallies.fold(CaseTally)
    assert min(CaseTally.objects.values_list("cases", flat=True)) > 0
