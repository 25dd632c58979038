"""The same done to many tickets: what is left and why, in batches, by two at once, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tantam.cases import actions, queries
from tantam.cases.actions.assigning import giving
from tantam.cases.actions.bulk import verbs
from tantam.cases.actions.refused import (
    ChoiceIsGone,
    DoneByAnother,
    NothingChosen,
    StillUnderWay,
    TooLateToTakeBack,
    TooManyChosen,
)
from tantam.cases.models import BulkAction, BulkItem, Case, Clock, Closure, Entry, Outcome, Tag
from tantam.cases.tests import desk
from tantam.core.facts import Actor
from tantam.core.models import FactRow
from tantam.organisation.models import Agent, Appointment, Notice
from tests import world as w

pytestmark = pytest.mark.django_db
LATER = w.NOW + timedelta(minutes=5)


@pytest.fixture
def world() -> w.World:
    return w.build_world()


def _cases(world: w.World, count: int = 6) -> list[Case]:
    desk.many_cases(world, count)
    return list(Case.objects.order_by("pk"))


def _choose(cases: list[Case], by: Agent, verb: str = "assign") -> BulkAction:
    return actions.choose_many(verb, of=[case.pk for case in cases], by=by, now=w.NOW)


def _to(person: Agent | None, **said: Any) -> dict[str, Any]:
    return {"team": None, "assignee": person.pk if person else None, **said}


def _work(*, now: Any = LATER, size: int = 50) -> None:
    while actions.carry_on_bulk(now=now, size=size):
        pass


def _done(cases: list[Case], by: Agent, said: dict[str, Any], *, verb: str = "assign") -> BulkAction:
    run = actions.begin_bulk(_choose(cases, by, verb), said, by=by, now=w.NOW)
    _work()
    run.refresh_from_db()
    return run


def _whys(run: BulkAction) -> dict[int, str]:
    return dict(run.items.filter(result="left").values_list("case", "why"))


def _holders(cases: list[Case]) -> list[int | None]:
    return [Case.objects.values_list("assignee", flat=True).get(pk=case.pk) for case in cases]


def test_many_are_handed_over_and_each_says_so(world):
    cases = _cases(world)
    run = _done(cases, world.head, _to(world.head))
    assert (run.state, run.done, run.left) == ("done", 6, 0)
    assert _holders(cases) == [world.head.pk] * 6
    assert Entry.objects.filter(data__what="assigned", author=world.head).count() == 6
    assert FactRow.objects.filter(name="case.assigned", actor_id=world.head.pk).count() == 6


def test_the_preview_says_what_would_happen_and_it_happens(world):
    cases = _cases(world)
    actions.close_by_hand(cases[0], outcome=Outcome.RESOLVED, by=world.agent, now=w.NOW)
    actions.assign(cases[1], team=world.support, assignee=world.head, by=Actor.agent(world.head.pk), now=w.NOW)
    choice = actions.choose_many("assign", of=[*(case.pk for case in cases), 10**9], by=world.head, now=w.NOW)
    seen = actions.preview_bulk(choice, _to(world.head), by=world.head)
    assert (seen.will, dict(seen.left), seen.awaited) == (4, {"closed": 1, "same": 1, "reach": 1}, 4)
    run = actions.begin_bulk(choice, _to(world.head), by=world.head, now=w.NOW)
    _work()
    run.refresh_from_db()
    assert (run.done, run.left) == (4, 2)
    assert _whys(run) == {cases[0].pk: "closed", cases[1].pk: "same"}


def test_all_that_a_view_finds_are_those_that_this_person_sees(world):
    _cases(world, 5)
    Case.objects.filter(number="TT-26-900000").update(is_private=True)
    Case.objects.filter(number="TT-26-900001").update(team=world.repairs, assignee=None)
    found = actions.choose_many("tag", of=queries.READY_FILTERS["all"], by=world.agent, now=w.NOW)
    assert found.asked == found.items.count() == 3


def test_what_is_too_much_or_nothing_is_refused(world):
    cases = _cases(world, 2)
    with mock.patch("tantam.cases.actions.bulk.choosing.MOST_CHOSEN", 1), pytest.raises(TooManyChosen):
        _choose(cases, world.head)
    with pytest.raises(NothingChosen):
        _choose(cases, world.stranger)
    assert BulkAction.objects.count() == 0


def test_a_ticket_that_changed_after_it_was_looked_at_is_left_as_it_is_now(world):
    cases = _cases(world, 4)
    choice = _choose(cases, world.head)
    actions.assign(cases[0], team=world.support, assignee=world.owner, by=Actor.agent(world.agent.pk), now=LATER)
    actions.close_by_hand(cases[1], outcome=Outcome.RESOLVED, by=world.agent, now=LATER)
    Case.objects.filter(pk=cases[2].pk).update(merged_into=cases[3])
    run = actions.begin_bulk(choice, _to(world.head), by=world.head, now=LATER)
    _work()
    assert _whys(run) == {cases[0].pk: "changed", cases[1].pk: "closed", cases[2].pk: "gone"}
    assert _holders(cases) == [world.owner.pk, world.agent.pk, world.agent.pk, world.head.pk]


def test_reach_and_rights_lost_midway_end_what_can_be_done(world):
    cases = _cases(world, 6)
    run = actions.begin_bulk(_choose(cases, world.agent), _to(None), by=world.agent, now=w.NOW)
    actions.carry_on_bulk(now=LATER, size=2)
    Case.objects.filter(pk=cases[2].pk).update(team=world.repairs, assignee=world.colleague)
    actions.carry_on_bulk(now=LATER, size=2)
    Appointment.objects.filter(agent=world.agent).update(until=w.NOW)
    _work()
    assert _whys(run) == {cases[2].pk: "reach", cases[4].pk: "right", cases[5].pk: "right"}
    assert _holders(cases) == [None, None, world.colleague.pk, None, world.agent.pk, world.agent.pk]


def test_who_is_to_take_them_and_leaves_meanwhile_takes_none(world):
    cases = _cases(world, 4)
    run = actions.begin_bulk(_choose(cases, world.head), _to(world.owner), by=world.head, now=w.NOW)
    actions.carry_on_bulk(now=LATER, size=2)
    Agent.objects.filter(pk=world.owner.pk).update(left_on=w.NOW.date())
    _work()
    assert _whys(run) == {cases[2].pk: "to-gone", cases[3].pk: "to-gone"}


def test_a_worker_that_dies_in_a_batch_leaves_nothing_half_done(world):
    cases = _cases(world, 5)
    run = actions.begin_bulk(_choose(cases, world.head), _to(world.head), by=world.head, now=w.NOW)
    actions.carry_on_bulk(now=LATER, size=2)
    with (
        mock.patch("tantam.cases.actions.bulk.running._write", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        actions.carry_on_bulk(now=LATER, size=2)
    assert _holders(cases) == [world.head.pk] * 2 + [world.agent.pk] * 3
    _work()
    run.refresh_from_db()
    assert (run.state, run.done, _holders(cases)) == ("done", 5, [world.head.pk] * 5)
    assert Entry.objects.filter(data__what="assigned").count() == 5


def test_one_ticket_that_fails_is_left_and_the_others_are_done(world):
    cases = _cases(world, 4)
    put = giving.put

    def fails(case: Case, **how: Any) -> bool:
        if case.pk == cases[1].pk:
            raise ValueError("broken")
        return put(case, **how)

    with mock.patch.object(verbs, "put", fails):
        run = _done(cases, world.head, _to(world.head))
    assert (run.state, run.done, run.left, _whys(run)) == ("done", 3, 1, {cases[1].pk: "failed"})
    assert _holders(cases) == [world.head.pk, world.agent.pk, world.head.pk, world.head.pk]


def test_two_runs_over_the_same_tickets_do_not_undo_each_other(world):
    """Both looked at the same tickets; what the first has changed, the second leaves and says so."""
    cases = _cases(world, 6)
    one, two = _choose(cases[:4], world.head), _choose(cases[2:], world.owner)
    actions.begin_bulk(one, _to(world.head), by=world.head, now=w.NOW)
    actions.begin_bulk(two, _to(world.owner), by=world.owner, now=w.NOW)
    _work(size=2)
    one.refresh_from_db()
    two.refresh_from_db()
    assert one.done + two.done == 6
    assert one.left + two.left == 2
    assert set(_whys(one).values()) | set(_whys(two).values()) == {"changed"}


def test_begun_twice_it_is_done_once_and_by_nobody_else(world):
    cases = _cases(world, 2)
    choice = _choose(cases, world.head)
    with pytest.raises(ChoiceIsGone):
        actions.begin_bulk(choice, _to(world.head), by=world.owner, now=w.NOW)
    assert _holders(cases) == [world.agent.pk] * 2
    for person in (world.head, world.owner):
        actions.begin_bulk(choice, _to(person), by=world.head, now=w.NOW)
    _work()
    assert _holders(cases) == [world.head.pk] * 2


def test_it_is_stopped_and_what_is_done_stays(world):
    cases = _cases(world, 4)
    run = actions.begin_bulk(_choose(cases, world.head), _to(world.head), by=world.head, now=w.NOW)
    actions.carry_on_bulk(now=LATER, size=2)
    with pytest.raises(DoneByAnother):
        actions.stop_bulk(run, by=world.agent, now=LATER)
    with pytest.raises(StillUnderWay):
        actions.take_bulk_back(run, by=world.head, now=LATER)
    actions.stop_bulk(run, by=world.head, now=LATER)
    _work()
    run.refresh_from_db()
    assert (run.state, run.done, _holders(cases)) == (
        "stopped", 2, [world.head.pk] * 2 + [world.agent.pk] * 2,
    )  # fmt: skip


def test_taken_back_is_what_is_still_as_it_was_left(world):
    cases = _cases(world, 5)
    run = _done(cases, world.head, _to(world.head))
    actions.assign(cases[0], team=world.support, assignee=world.owner, by=Actor.agent(world.agent.pk), now=LATER)
    with pytest.raises(DoneByAnother):
        actions.take_bulk_back(run, by=world.agent, now=LATER)
    undoing = actions.take_bulk_back(run, by=world.head, now=LATER)
    assert actions.take_bulk_back(run, by=world.head, now=LATER) == undoing
    _work()
    undoing.refresh_from_db()
    assert (undoing.done, undoing.left, _whys(undoing)) == (4, 1, {cases[0].pk: "changed"})
    assert _holders(cases) == [world.owner.pk] + [world.agent.pk] * 4
    with pytest.raises(TooLateToTakeBack):
        actions.take_bulk_back(run, by=world.head, now=LATER)


def test_taking_back_that_was_stopped_goes_on_with_the_rest(world):
    cases = _cases(world, 4)
    run = _done(cases, world.head, _to(world.head))
    first = actions.take_bulk_back(run, by=world.head, now=LATER)
    actions.carry_on_bulk(now=LATER, size=2)
    actions.stop_bulk(first, by=world.head, now=LATER)
    second = actions.take_bulk_back(run, by=world.head, now=LATER)
    assert second.asked == 2
    _work()
    assert _holders(cases) == [world.agent.pk] * 4


def test_after_thirty_days_it_is_too_late(world):
    run = _done(_cases(world, 2), world.head, _to(world.head))
    with pytest.raises(TooLateToTakeBack):
        actions.take_bulk_back(run, by=world.head, now=w.NOW + timedelta(days=31))


def test_whoever_gets_many_is_told_once(world):
    cases = _cases(world, 40)
    _done(cases, world.head, _to(world.owner, note="Nhờ anh"))
    told = Notice.objects.get(agent=world.owner)
    assert (told.kind, told.times, told.said["text"]) == ("bulk.given", 40, "Nhờ anh")
    mine = Notice.objects.get(agent=world.head)
    assert (mine.kind, mine.said["done"], mine.said["left"]) == ("bulk.done", 40, 0)


def test_another_team_takes_the_promises_with_it_and_each_keeps_its_team_where_none_is_named(world):
    cases = _cases(world, 3)
    Case.objects.filter(pk=cases[0].pk).update(team=world.repairs)
    _done(cases, world.head, _to(world.head))
    teams = [Case.objects.values_list("team", flat=True).get(pk=case.pk) for case in cases]
    assert teams == [world.repairs.pk, world.support.pk, world.support.pk]
    _done(cases, world.head, {"team": world.repairs.pk, "assignee": None})
    assert Case.objects.filter(team=world.repairs, assignee=None).count() == 3


def test_tags_come_and_go_and_come_back(world):
    cases = _cases(world, 3)
    actions.tag(cases[0], add=["cũ"], by=world.agent, now=w.NOW)
    old = Tag.objects.get(name="cũ")
    run = _done(cases, world.head, {"add": ["Tết", "gấp"], "remove": [old.pk]}, verb="tag")
    names = list(queries.names_of_tags(Case.objects.get(pk=cases[0].pk).tag_ids).values())
    assert (run.done, names) == (3, ["Tết", "gấp"])
    actions.take_bulk_back(run, by=world.head, now=LATER)
    _work()
    assert [list(tags) for tags in Case.objects.order_by("pk").values_list("tag_ids", flat=True)] == [[old.pk], [], []]


def test_urgency_is_set_and_the_promises_follow(world):
    case = desk.a_case(world)
    run = _done([case], world.head, {"urgency": "high"}, verb="urgency")
    assert Case.objects.get(pk=case.pk).urgency == "high"
    again = _done([case], world.head, {"urgency": "high"}, verb="urgency")
    assert (run.done, again.left) == (1, 1)
    actions.take_bulk_back(run, by=world.head, now=LATER)
    _work()
    assert Case.objects.get(pk=case.pk).urgency == "normal"
    assert Clock.objects.filter(case=case, stopped_at=None).exists()


def test_what_the_customer_wrote_meanwhile_is_not_closed_over(world):
    cases = _cases(world, 3)
    choice = _choose(cases, world.head, "close")
    Agent.objects.filter(pk=world.head.pk).update(approval_limit_vnd=9_000_000)
    world.agent.reports_to = Agent.objects.get(pk=world.head.pk)
    Case.objects.filter(pk=cases[0].pk).update(last_inbound_at=LATER)
    actions.ask_for_approval(cases[1], amount_vnd=5_000_000, reason="đền", by=world.agent, now=LATER)
    run = actions.begin_bulk(choice, {"outcome": "resolved", "note": "xong"}, by=world.head, now=LATER)
    _work()
    run.refresh_from_db()
    assert _whys(run) == {cases[0].pk: "wrote", cases[1].pk: "approval"}
    assert list(Closure.objects.values_list("case", "outcome", "note")) == [(cases[2].pk, "resolved", "xong")]
    actions.take_bulk_back(run, by=world.head, now=LATER)
    _work()
    assert Case.objects.get(pk=cases[2].pk).is_open


def test_closing_taken_back_lets_run_on_what_was_promised(world):
    case = desk.a_case(world)
    clocks = Clock.objects.filter(case=case).order_by("pk")
    before = list(clocks.values("kind", "due_at", "stopped_at", "paused_at", "is_met", "remaining_seconds"))
    due_at = Case.objects.get(pk=case.pk).due_at
    run = _done([case], world.head, {"outcome": "resolved"}, verb="close")
    assert (run.done, Case.objects.get(pk=case.pk).due_at) == (1, None)
    actions.take_bulk_back(run, by=world.head, now=LATER)
    _work()
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.due_at, case.awaits_answer, case.closed_at) == ("open", due_at, True, None)
    assert list(clocks.values("kind", "due_at", "stopped_at", "paused_at", "is_met", "remaining_seconds")) == before
    assert Closure.objects.get(case=case).reopened_at == LATER


@pytest.mark.parametrize(
    ("verb", "said"),
    [("assign", {"team": None, "assignee": None}), ("tag", {"add": ["x"]}), ("urgency", {"urgency": "low"})],
)
def test_a_batch_costs_as_many_statements_however_many_tickets(world, verb, said):
    cases = _cases(world, 60)

    def statements(part: list[Case]) -> int:
        run = actions.begin_bulk(_choose(part, world.head, verb), said, by=world.head, now=w.NOW)
        with CaptureQueriesContext(connection) as asked:
            actions.carry_on_one(run.pk, now=LATER)
        undoing = actions.take_bulk_back(run, by=world.head, now=LATER)
        with CaptureQueriesContext(connection) as undone:
            actions.carry_on_one(undoing.pk, now=LATER)
        return len(asked) * 100 + len(undone)

    statements(cases[:1])
    assert statements(cases[1:28]) == statements(cases[28:60])


def test_a_choice_that_came_to_nothing_is_forgotten(world):
    choice = _choose(_cases(world, 2), world.head)
    actions.forget_bulk(now=w.NOW + timedelta(hours=5))
    assert (BulkAction.objects.count(), BulkItem.objects.count()) == (0, 0)
    with pytest.raises(ChoiceIsGone):
        actions.begin_bulk(choice, _to(None), by=world.head, now=w.NOW)
