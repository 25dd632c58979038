"""Running cases are brought to another version in batches, seen on the way, stopped, and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from tantam.core.models import FactRow
from tantam.organisation import queries as organisation
from tantam.organisation.models import WorkingCalendar, WorkingHours
from tantam.process import actions, registry
from tantam.process.actions.changeover.writing import Writing
from tantam.process.engine.tests.drawing import COMPENSATE, Drawing, after, instances, when
from tantam.process.models import Changeover, Incident, Instance, Passage, Token, Version
from tantam.process.tests.changing_over import (
    LATER,
    begin,
    do,
    drawn,
    everything,
    finish,
    line,
    passages,
    proposed,
    publish,
    start,
)
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


def stands() -> list[tuple[str, str, int]]:
    tokens = Token.objects.positions().order_by("instance__subject", "node")
    return list(tokens.values_list("instance__subject", "node", "version__number"))


def test_what_runs_goes_on_in_the_new_version_where_it_stood(world) -> None:
    old = publish(line("a", "b"))
    start(2)
    do("order:2", "a")
    new = publish(line("a", "x", "b"))
    times = list(Token.objects.order_by("id").values_list("id", "entered_at", "due_at", "response_due_at"))
    changeover = finish(begin(old, new))
    assert (changeover.state, changeover.total, changeover.moved, changeover.held) == ("done", 2, 2, 0)
    assert stands() == [("order:1", "a", 2), ("order:2", "b", 2)]
    assert list(Token.objects.order_by("id").values_list("id", "entered_at", "due_at", "response_due_at")) == times
    assert set(Instance.objects.values_list("version", flat=True)) == {new.pk}
    do("order:1", "a")
    assert stands() == [("order:1", "x", 2), ("order:2", "b", 2)]


def test_what_cannot_move_stays_with_its_reasons_and_goes_when_somebody_says_what_it_becomes(world) -> None:
    old = publish(line("a", "b"))
    start(2)
    do("order:2", "a")
    new = publish(line("a2", "b"))
    first = finish(begin(old, new))
    assert (first.moved, first.held) == (1, 1)
    assert passages(first) == {"order:1": "held", "order:2": "moved"}
    held = Passage.objects.get(changeover=first, state="held")
    assert held.reasons == [["no_target", "a", "", False]]
    assert stands() == [("order:1", "a", 1), ("order:2", "b", 2)]
    second = finish(begin(old, new, a="a2"))
    assert (second.total, second.moved) == (1, 1)
    assert stands() == [("order:1", "a2", 2), ("order:2", "b", 2)]


def test_a_map_that_makes_no_sense_begins_nothing(world) -> None:
    old = publish(line("a"))
    new = publish(line("a", "b"))
    with pytest.raises(actions.BadMap) as refused:
        actions.begin_changeover(old, new, node_map={"a": "e"}, by=None, now=LATER)
    assert [(one.code, one.node, one.target) for one in refused.value.objections] == [("other_kind", "a", "e")]
    assert not Changeover.objects.exists()


def test_cases_go_to_what_is_in_force_only_and_one_changeover_at_a_time(world) -> None:
    old = publish(line("a"))
    start()
    new = publish(line("a", "b"))
    old.refresh_from_db()
    for wrong in [(new, old), (new, new)]:
        with pytest.raises(actions.NotChangeable):
            begin(*wrong)
    begin(old, new)
    with pytest.raises(actions.ChangeoverUnderWay):
        begin(old, new)
    assert Changeover.objects.count() == 1


def test_it_goes_batch_by_batch_and_can_be_stopped_and_go_on(world) -> None:
    old = publish(line("a"))
    start(5)
    new = publish(line("a", "b"))
    changeover = begin(old, new)
    assert actions.carry_on(now=LATER, size=2, seconds=0) == 2
    changeover.refresh_from_db()
    assert (changeover.moved, changeover.percent, changeover.state) == (2, 40, "moving")
    actions.stop_changeover(changeover, by=world.owner, now=LATER)
    assert actions.carry_on(now=LATER, size=2, seconds=0) == 0
    assert Instance.objects.filter(version=new).count() == 2
    with pytest.raises(actions.NotChangeable):
        actions.stop_changeover(changeover, by=world.owner, now=LATER)
    actions.resume_changeover(changeover, by=world.owner, now=LATER)
    assert finish(changeover, size=2).moved == 5


def test_what_starts_after_it_began_is_left_alone(world) -> None:
    old = publish(line("a"))
    start(2)
    new = publish(line("a", "b"))
    changeover = begin(old, new)
    Version.objects.filter(pk=new.pk).update(state="retired")
    Version.objects.filter(pk=old.pk).update(state="published")
    start(first=3)
    assert (finish(changeover).moved, Instance.objects.filter(version=old).count()) == (2, 1)


def test_taken_back_everything_is_as_it_was(world) -> None:
    old = publish(drawn_with_much())
    start(3)
    do("order:2", "a")
    new = publish(drawn_otherwise())
    before = everything()
    changeover = finish(begin(old, new, late="later"))
    assert (changeover.moved, changeover.held) == (3, 0)
    assert everything() != before
    actions.take_back_changeover(changeover, by=world.owner, now=LATER)
    back = finish(changeover)
    assert (back.state, back.returned, back.kept, back.percent) == ("returned", 3, 0, 100)
    assert everything() == before


def drawn_with_much() -> str:
    def draw(d) -> None:
        with d.inside("sub"):
            d.start("i")
            d.path("i", d.user("a"), d.user("b"), d.end("ie"))
        d.boundary("late", "sub", after("PT9H"), interrupting=False)
        d.boundary("gone", "sub", after("PT7H"))
        d.path("late", d.end("e2"))
        d.path("gone", d.end("e3"))
        d.path("s", "sub", d.user("z"), d.end())

    return drawn(draw)


def drawn_otherwise() -> str:
    def draw(d) -> None:
        with d.inside("sub"):
            d.start("i")
            d.path("i", d.user("a"), d.user("b"), d.end("ie"))
        d.boundary("later", "sub", after("PT9H"), interrupting=False)
        d.boundary("more", "sub", after("PT5H"))
        d.path("later", d.end("e2"))
        d.path("more", d.end("e3"))
        d.path("s", "sub", d.user("z"), d.end())

    return drawn(draw)


def test_events_that_are_gone_are_awaited_no_more_and_new_ones_count_from_the_move(world) -> None:
    old = publish(drawn_with_much())
    start()
    new = publish(drawn_otherwise())
    was = dict(Token.objects.filter(state="timer").values_list("node", "due_at"))
    finish(begin(old, new, late="later"))
    due = dict(Token.objects.filter(state="timer").values_list("node", "due_at"))
    assert due == {"later": was["late"], "more": LATER + timedelta(hours=5)}
    assert set(Token.objects.filter(state="timer").values_list("attached_to_id", flat=True)) == {
        Token.objects.get(node="sub").pk
    }


def test_what_has_gone_on_or_ended_since_is_kept_where_it_is(world) -> None:
    old = publish(line("a", "b"))
    start(3)
    do("order:3", "a")
    new = publish(line("a", "x", "b"))
    changeover = finish(begin(old, new))
    do("order:2", "a")
    do("order:3", "b")
    actions.take_back_changeover(changeover, by=world.owner, now=LATER)
    back = finish(changeover)
    assert (back.returned, back.kept) == (1, 2)
    assert passages(back) == {"order:1": "returned", "order:2": "kept", "order:3": "kept"}
    assert stands() == [("order:1", "a", 1), ("order:2", "x", 2)]


def test_a_taking_back_can_be_stopped_and_goes_on_backwards(world) -> None:
    old = publish(line("a"))
    start(4)
    new = publish(line("a", "b"))
    changeover = finish(begin(old, new))
    actions.take_back_changeover(changeover, by=world.owner, now=LATER)
    actions.carry_on(now=LATER, size=1, seconds=0)
    actions.stop_changeover(changeover, by=world.owner, now=LATER)
    with pytest.raises(actions.NotChangeable):
        actions.take_back_changeover(changeover, by=world.owner, now=LATER)
    actions.resume_changeover(changeover, by=world.owner, now=LATER)
    assert finish(changeover).returned == 4


def test_turns_and_what_can_be_undone_move_one_by_one_and_come_back(world) -> None:
    def repeated(name: str) -> str:
        def draw(d) -> None:
            d.add("userTask", "u", inner=instances("3", sequential=True), name=name)
            d.undone_by("u", "back")
            d.add("intermediateThrowEvent", "undo", inner=COMPENSATE)
            d.path("s", "u", "undo", d.end())

        return drawn(draw)

    old = publish(repeated("một"))
    start(2)
    do("order:1", "u")
    new = publish(repeated("hai"))
    before = everything()
    changeover = finish(begin(old, new))
    assert changeover.moved == 2
    actions.take_back_changeover(changeover, by=None, now=LATER)
    finish(changeover)
    assert everything() == before
    finish(begin(old, new))
    do("order:1", "u")
    do("order:1", "u")
    assert stands()[:2] == [("order:1", "back", 2), ("order:1", "undo", 2)]


def test_an_open_incident_goes_with_its_step_and_comes_back_with_it(world) -> None:
    def failing(name: str) -> str:
        return drawn(lambda d: d.path("s", d.service(name, "test.none"), d.end()))

    registry.step("test.none")(lambda run: (_ for _ in ()).throw(registry.StepFailed("no")))
    try:
        old = publish(failing("v"))
        start()
        new = publish(failing("v2"))
        changeover = finish(begin(old, new, v="v2"))
        incident = Incident.objects.get()
        assert (incident.node, incident.version_id) == ("v2", new.pk)
        assert not actions.retry_incident(incident, by=world.owner, now=LATER)
        actions.take_back_changeover(changeover, by=None, now=LATER)
        assert finish(changeover).returned == 1
        incident.refresh_from_db()
        assert (incident.node, incident.version_id) == ("v", old.pk)
    finally:
        registry._steps.pop("test.none")
        registry._offers.pop("test.none")


def test_each_move_is_a_fact_and_told_to_those_above_in_one_go(world) -> None:
    told = []
    registry.crowd_follower("order")(lambda ids, what, now: told.append((ids, what.old, what.new, what.is_taken_back)))
    try:
        old = publish(line("a"))
        ids = [one.pk for one in start(2)]
        new = publish(line("a", "b"))
        changeover = finish(begin(old, new))
        actions.take_back_changeover(changeover, by=world.owner, now=LATER)
        finish(changeover)
    finally:
        registry._crowd_followers.pop("order")
    assert told == [([1, 2], 1, 2, False), ([1, 2], 2, 1, True)]
    facts = FactRow.objects.filter(name="instance.changed-over").order_by("id")
    assert [(row.subject, row.data["version_id"], row.data["old_version_id"]) for row in facts] == [
        ("order:1", new.pk, old.pk), ("order:2", new.pk, old.pk),
        ("order:1", old.pk, new.pk), ("order:2", old.pk, new.pk),
    ]  # fmt: skip
    assert facts[0].data["instance_id"] == ids[0]
    said = FactRow.objects.filter(name__startswith="changeover.").order_by("id").values_list("name", flat=True)
    assert list(said) == ["changeover.begun", "changeover.ended", "changeover.taken-back", "changeover.ended"]


def with_condition(condition: str) -> str:
    def draw(d) -> None:
        d.path("s", d.user("a"), d.user("b"), d.end())
        d.boundary("held", "a", when(condition))
        d.path("held", d.user("found"), d.end("e2"))

    return drawn(draw)


def test_a_new_condition_that_holds_already_is_noticed_as_soon_as_the_case_has_moved(world) -> None:
    registry.subject("order")(lambda number: {})
    told: list[frozenset[str] | None] = []
    registry.crowd_follower("order")(lambda ids, what, now: told.append(what.awaiting))
    try:
        old = publish(line("a", "b"))
        start(3)
        do("order:3", "a")
        new = publish(with_condition("n = 2"))
        changeover = finish(begin(old, new))
        assert actions.look_at_conditions(now=LATER) == 2
        assert stands() == [("order:1", "a", 2), ("order:2", "found", 2), ("order:3", "b", 2)]
        assert actions.look_at_conditions(now=LATER) == 0  # the others again in a while
        actions.take_back_changeover(changeover, by=world.owner, now=LATER)
        assert (finish(changeover).returned, changeover.kept) == (2, 1)
    finally:
        registry._subjects.pop("order")
        registry._crowd_followers.pop("order")
    assert told == [frozenset({"order:1", "order:2"}), frozenset()]


@pytest.mark.parametrize("other", [line("a", "x", "b"), with_condition("n < 0")])
def test_a_batch_costs_as_many_statements_for_a_hundred_as_for_ten(world, other) -> None:
    counts = []
    for first, many in ((1, 10), (1001, 100)):
        old = publish(line("a", "b"))
        start(many, first=first)
        new = publish(other)
        changeover = begin(old, new)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            actions.carry_on(now=LATER, seconds=0)
        counts.append(len(asked))
        assert finish(changeover).moved == many
    assert counts[0] == counts[1] < 25


def test_who_asks_again_with_the_same_map_moves_only_what_is_left(world) -> None:
    old = publish(line("a"))
    start(2)
    new = publish(line("a", "b"))
    finish(begin(old, new))
    again = finish(actions.begin_changeover(old, new, node_map=proposed(old, new), by=None, now=LATER))
    assert (again.total, again.moved, again.percent) == (0, 0, 100)


def test_a_preview_says_what_would_move_and_what_would_stay_and_changes_nothing(world) -> None:
    old = publish(line("a", "b"))
    start(3)
    do("order:3", "a")
    new = publish(line("a2", "b"))
    before = everything()
    seen = actions.preview_changeover(old, new, node_map=proposed(old, new), now=LATER)
    assert (seen.total, seen.moving, seen.held, seen.unseen) == (3, 1, 2, 0)
    assert (dict(seen.moving_at), dict(seen.held_at)) == ({"b": 1}, {"a": 2})
    assert [(one.code, one.node, count) for one, count in seen.reasons.items()] == [("no_target", "a", 2)]
    assert list(seen.samples.values()) == [["order:1", "order:2"]]
    assert everything() == before


def test_a_preview_counts_the_events_that_come_and_go(world) -> None:
    old = publish(drawn_with_much())
    start(2)
    new = publish(drawn_otherwise())
    seen = actions.preview_changeover(old, new, node_map=proposed(old, new), now=LATER)
    assert (dict(seen.added), dict(seen.dropped)) == ({"later": 2, "more": 2}, {"late": 2, "gone": 2})


@pytest.mark.parametrize("is_back", [False, True])
def test_one_that_breaks_stays_where_it_is_and_the_others_do_not_wait_for_it(world, monkeypatch, is_back) -> None:
    old = publish(line("a"))
    bad = start(12)[6]
    new = publish(line("a", "b"))
    changeover = begin(old, new)
    if is_back:
        actions.take_back_changeover(finish(changeover), by=None, now=LATER)
    write = Writing.write

    def breaking(self: Writing) -> None:
        if bad.pk in self.instances:
            raise ZeroDivisionError
        write(self)

    monkeypatch.setattr(Writing, "write", breaking)
    done = finish(changeover)
    assert (done.moved, done.held, done.returned, done.kept) == ((12, 0, 11, 1) if is_back else (11, 1, 0, 0))
    left = Passage.objects.get(instance_id=bad.pk)
    assert (left.state, left.reasons) == ("kept" if is_back else "held", [["broken", "", "", False]])
    bad.refresh_from_db()
    assert bad.version == (new if is_back else old)


def test_while_the_database_is_away_nobody_is_left_out(world, monkeypatch) -> None:
    old = publish(line("a"))
    start(2)
    new = publish(line("a", "b"))
    changeover = begin(old, new)

    def away(self: Writing) -> None:
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(Writing, "write", away)
        with pytest.raises(OperationalError):
            actions.carry_on(now=LATER)
    assert finish(changeover).moved == 2


def with_business_timer(node: str) -> str:
    def draw(d) -> None:
        d.path("s", d.user("a"), d.end())
        d.boundary("late", "a", after("PT2H"), extension='<t:timer time="business"/>')
        d.path("late", d.user(node), d.end("e2"))

    return drawn(draw)


def open_daily(key: str, opens: int, closes: int) -> WorkingCalendar:
    made = WorkingCalendar.objects.create(key=key, name=key)
    for weekday in range(7):
        WorkingHours.objects.create(calendar=made, weekday=weekday, opens_minute=opens * 60, closes_minute=closes * 60)
    return made


def test_a_new_timer_in_business_time_runs_on_the_calendar_of_each_case(world) -> None:
    calendars = [open_daily("sang", 8, 11), open_daily("chieu", 14, 17)]
    registry.calendar("order")(lambda number: calendars[number % 2].pk)
    try:
        old = publish(line("a"))
        start(4)
        new = publish(with_business_timer("x"))
        assert actions.preview_changeover(old, new, node_map=proposed(old, new), now=LATER).moving == 4
        assert finish(begin(old, new)).moved == 4
    finally:
        registry._calendars.pop("order")
    due = dict(Token.objects.filter(node="late").values_list("instance__subject", "due_at"))
    assert due["order:1"] == due["order:3"] != due["order:2"] == due["order:4"]
    for subject, at in due.items():
        assert at == organisation.calendar(calendars[int(subject[-1]) % 2].pk).due(LATER, 7200)


def test_what_hangs_on_the_data_of_a_case_is_found_out_when_it_moves(world) -> None:
    def asking(d) -> None:
        d.path("s", d.user("a"), d.end())
        d.boundary("late", "a", after('duration("PT" + string(n) + "H")'))
        d.path("late", d.end("e2"))

    registry.subject("order")(lambda number: {})
    try:
        old = publish(line("a"))
        start(2)
        new = publish(drawn(asking))
        seen = actions.preview_changeover(old, new, node_map=proposed(old, new), now=LATER)
        assert (seen.total, seen.moving, seen.unseen) == (2, 0, 2)
        assert finish(begin(old, new)).moved == 2
    finally:
        registry._subjects.pop("order")
    due = dict(Token.objects.filter(node="late").values_list("instance__subject", "due_at"))
    assert due == {f"order:{number}": LATER + timedelta(hours=number) for number in (1, 2)}


def keyed(*, has_event: bool, formula: str = "n + 100") -> str:
    def draw(drawing: Drawing) -> None:
        drawing.path("s", drawing.user("a"), drawing.end())
        if has_event:
            key = f'<t:correlation key="{formula}"/>'
            drawing.boundary("edge", "a", drawing.message("giao"), extension=key)
            drawing.flow("edge", drawing.user("b"))

    return drawn(draw)


def keys() -> dict[str, str]:
    return dict(Token.objects.filter(node="edge").values_list("instance__subject", "correlation"))


def test_the_key_of_an_awaited_message_stays_with_its_case_through_moving_and_taking_back(world) -> None:
    old, _ = publish(keyed(has_event=True)), start(2)
    assert keys() == {"order:1": "101", "order:2": "102"}
    before = everything()
    same = publish(keyed(has_event=True, formula="n + 200"))
    finish(begin(old, same))
    assert keys() == {"order:1": "101", "order:2": "102"}  # what waits already is found as before
    without = publish(keyed(has_event=False))
    changeover = finish(begin(same, without))
    assert keys() == {}
    actions.take_back_changeover(changeover, by=None, now=LATER)
    finish(changeover)
    assert keys() == {"order:1": "101", "order:2": "102"}
    assert [row[0] for row in everything()[1]] == [row[0] for row in before[1]]
    assert actions.correlate("giao", key="102", now=LATER) == "order:2"


def test_a_new_event_with_a_key_is_awaited_by_the_key_of_each_case(world) -> None:
    old, _ = publish(keyed(has_event=False)), start(3)
    finish(begin(old, publish(keyed(has_event=True))))
    assert keys() == {"order:1": "101", "order:2": "102", "order:3": "103"}
