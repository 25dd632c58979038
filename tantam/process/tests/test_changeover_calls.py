"""Steps that wait to be tried again move, and the next try is what the new version says; what is under way stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tantam.core.facts import SYSTEM
from tantam.process import actions, registry
from tantam.process.models import Incident, OutsideCall, Passage, Token, Version
from tantam.process.registry import AskOutside, OutsideRun, StepFailed, StepRun
from tantam.process.tests.changing_over import (
    LATER,
    begin,
    drawn,
    everything,
    finish,
    passages,
    proposed,
    publish,
    start,
)
from tests import world as w

pytestmark = pytest.mark.django_db
State = OutsideCall.State


class Carrier:
    """Somebody else's program, asked for what the settings of the step say."""

    def __init__(self, world: w.World) -> None:
        self.world = world
        self.asked: list[OutsideRun] = []
        self.fault: Exception | None = StepFailed("away", "mất mạng", passing=True)

    def ask(self, run: StepRun) -> AskOutside:
        if run.settings["to"] == "nowhere":
            raise StepFailed("no-address", "không có nơi gửi")
        return AskOutside(request={"to": run.settings["to"]}, lane="ghn")

    def call(self, run: OutsideRun) -> Mapping[str, object] | None:
        self.asked.append(run)
        if self.fault is not None:
            raise self.fault
        return {"ma": "GHN1"}


@pytest.fixture
def carrier(settings) -> Iterator[Carrier]:
    settings.DEMO = True
    found = Carrier(w.build_world())
    registry.step("test.ship", outside=found.call)(found.ask)
    registry.step("test.hand")(lambda run: {"tay": True})
    yield found
    for registered in (registry._steps, registry._offers, registry._outside):
        for name in ("test.ship", "test.hand"):
            registered.pop(name, None)


def shipping(name: str = "ship", *, to: str = "cũ", action: str = "test.ship", more: str = "") -> str:
    settings = f'<t:setting name="to" value="{to}"/>{more}'

    def draw(d) -> None:
        d.add("serviceTask", name, extension=f'<t:action name="{action}">{settings}</t:action>')
        d.path("s", name, d.user("then"), d.end())

    return drawn(draw)


def work(minutes: float = 0.0) -> int:
    """Make all calls that are due, as a worker does; return how many."""
    now, made = w.NOW + timedelta(minutes=minutes), 0
    actions.ask_moved(now=now)
    while (call := actions.claim_call(now=now)) is not None:
        made += 1
        if actions.make_call(call, clock=lambda: now):
            actions.give_answer(call.pk, now=now)
    return made


def stands() -> list[tuple[str, str]]:
    return list(Token.objects.order_by("instance__subject", "id").values_list("node", "state"))


def previewed(old: Version, new: Version, **chosen: str) -> tuple[int, int]:
    seen = actions.preview_changeover(old, new, node_map=proposed(old, new, **chosen), now=LATER)
    return seen.moving, seen.held


def test_a_call_that_rests_moves_and_its_next_try_is_what_the_new_version_says(carrier) -> None:
    old = publish(shipping())
    start()
    assert (work(0), work(0.5)) == (1, 0)
    new = publish(shipping("ship2", to="mới"))
    assert previewed(old, new, ship="ship2") == (1, 0)
    token = Token.objects.get()
    assert finish(begin(old, new, ship="ship2")).moved == 1
    assert (Token.objects.get().pk, stands()) == (token.pk, [("ship2", "action")])
    assert (work(0.9), OutsideCall.objects.get().state) == (0, State.MOVED)
    carrier.fault = None
    assert work(1) == 1
    first, second = carrier.asked
    assert [run.request for run in carrier.asked] == [{"to": "cũ"}, {"to": "mới"}]
    assert (first.key != second.key, second.attempt) == (True, 2)
    assert (stands(), OutsideCall.objects.count()) == ([("then", "waiting")], 0)


def test_what_asks_for_the_same_is_the_same_call_with_its_key_and_its_tries_as_often_as_the_new_version_says(
    carrier,
) -> None:
    old = publish(shipping())
    start()
    assert work(0) == 1
    new = publish(shipping(more='<t:setting name="attempts" value="2"/>'))
    finish(begin(old, new))
    assert work(1) == 1
    assert len({run.key for run in carrier.asked}) == 1
    incident = Incident.objects.get()
    assert (incident.error_code, incident.version_id, stands()) == ("away", new.pk, [("ship", "incident")])
    assert work(10_000) == 0


def test_one_that_was_not_begun_yet_moves_too(carrier) -> None:
    old = publish(shipping())
    start()
    carrier.fault = None
    finish(begin(old, publish(shipping(to="mới"))))
    assert work(0) == 1
    assert [(run.request, run.attempt) for run in carrier.asked] == [({"to": "mới"}, 1)]


def test_a_call_under_way_stays_and_so_does_one_whose_answer_has_come(carrier) -> None:
    old = publish(shipping())
    start(2)
    calling = actions.claim_call(now=w.NOW)
    answered = actions.claim_call(now=w.NOW)
    assert calling is not None
    assert answered is not None
    carrier.fault = None
    assert actions.make_call(answered, clock=lambda: w.NOW)
    new = publish(shipping(to="mới"))
    assert previewed(old, new) == (0, 2)
    changeover = finish(begin(old, new))
    assert (changeover.moved, changeover.held) == (0, 2)
    assert set(Passage.objects.values_list("reasons__0__0", flat=True)) == {"under_way"}
    assert actions.give_answer(answered.pk, now=w.NOW)
    assert (actions.make_call(calling, clock=lambda: w.NOW), actions.give_answer(calling.pk, now=w.NOW)) == (True, True)
    assert stands() == [("then", "waiting")] * 2


def test_one_of_several_that_stand_alike_is_under_way_and_stays_alone(carrier) -> None:
    old = publish(shipping())
    start(3)
    call = actions.claim_call(now=w.NOW)
    assert call is not None
    new = publish(shipping(to="mới"))
    assert previewed(old, new) == (2, 1)
    changeover = finish(begin(old, new))
    assert sorted(passages(changeover).values()) == ["held", "moved", "moved"]


def test_a_batch_asks_once_for_all_calls_and_not_at_all_where_no_step_waits_for_one(carrier) -> None:
    old = publish(shipping())
    start(3)
    new = publish(shipping(to="mới"))
    with CaptureQueriesContext(connection) as told:
        finish(begin(old, new))
    asked = [one["sql"] for one in told.captured_queries if "process_outsidecall" in one["sql"]]
    assert [sql.split()[0] for sql in asked] == ["SELECT", "UPDATE"]
    carrier.fault = None
    assert work(0) == 3
    newest = publish(shipping(to="nữa"))
    with CaptureQueriesContext(connection) as told:
        finish(begin(new, newest))
    assert not [one for one in told.captured_queries if "process_outsidecall" in one["sql"]]


def test_taken_back_before_the_next_try_the_old_version_is_asked_again(carrier) -> None:
    old = publish(shipping())
    start()
    work(0)
    before = everything()
    changeover = finish(begin(old, publish(shipping("ship2", to="mới")), ship="ship2"))
    actions.take_back_changeover(changeover, by=None, now=LATER)
    assert finish(changeover).returned == 1
    assert everything() == before
    carrier.fault = None
    assert work(1) == 1
    assert [run.request for run in carrier.asked] == [{"to": "cũ"}, {"to": "cũ"}]
    assert len({run.key for run in carrier.asked}) == 1


def test_one_whose_last_try_failed_after_the_move_has_not_gone_on_and_is_taken_back_with_its_incident(carrier) -> None:
    once = '<t:setting name="attempts" value="2"/>'
    old = publish(shipping(more=once))
    start()
    work(0)
    changeover = finish(begin(old, publish(shipping("ship2", to="mới", more=once)), ship="ship2"))
    assert (work(1), stands()) == (1, [("ship2", "incident")])
    actions.take_back_changeover(changeover, by=None, now=LATER)
    assert (finish(changeover).returned, changeover.kept) == (1, 0)
    incident = Incident.objects.get()
    assert (stands(), incident.node, incident.version_id) == ([("ship", "incident")], "ship", old.pk)
    carrier.fault = None
    actions.retry_incident(incident, by=carrier.world.owner, now=LATER)
    assert (work(100_000), stands()) == (1, [("then", "waiting")])
    assert [run.request["to"] for run in carrier.asked] == ["cũ", "mới", "cũ"]


def test_taken_back_while_it_is_called_it_is_kept_where_it_is(carrier) -> None:
    old = publish(shipping())
    start()
    changeover = finish(begin(old, publish(shipping(to="mới"))))
    actions.ask_moved(now=w.NOW)
    call = actions.claim_call(now=w.NOW)
    assert call is not None
    actions.take_back_changeover(changeover, by=None, now=LATER)
    assert (finish(changeover).returned, changeover.kept) == (0, 1)
    carrier.fault = None
    assert actions.make_call(call, clock=lambda: w.NOW)
    assert actions.give_answer(call.pk, now=w.NOW)
    assert stands() == [("then", "waiting")]


def test_a_step_that_cannot_even_ask_in_the_new_version_stands_as_an_incident(carrier) -> None:
    old = publish(shipping())
    start()
    finish(begin(old, publish(shipping(to="nowhere"))))
    assert (work(0), carrier.asked, actions.ask_moved(now=LATER)) == (0, [], 0)
    assert (Incident.objects.get().error_code, stands()) == ("no-address", [("ship", "incident")])


def test_a_step_that_needs_nobody_outside_any_more_is_done_and_leaves_no_call(carrier) -> None:
    old = publish(shipping())
    start()
    finish(begin(old, publish(shipping(action="test.hand"))))
    assert (work(0), stands(), OutsideCall.objects.count()) == (0, [("then", "waiting")], 0)


def test_what_may_have_arrived_is_asked_again_as_it_was_whatever_the_new_version_says(carrier) -> None:
    old = publish(shipping())
    start()
    work(0)
    OutsideCall.objects.update(answer={"failed": "uncertain", "vi": "đứt", "en": "broke off"})
    finish(begin(old, publish(shipping(to="mới"))))
    work(1)
    assert {(run.key, run.request["to"]) for run in carrier.asked} == {(carrier.asked[0].key, "cũ")}


def test_cancelled_while_it_rests_after_a_move_nothing_is_called(carrier) -> None:
    old = publish(shipping())
    start()
    finish(begin(old, publish(shipping(to="mới"))))
    assert actions.cancel("order:1", by=SYSTEM, now=LATER) == 1
    assert (work(0), OutsideCall.objects.count(), carrier.asked) == (0, 0, [])


def failing(said: list[str]) -> Callable[[StepRun], None]:
    def step(run: StepRun) -> None:
        if run.settings["to"] not in said:  # what fails is done again by itself at once
            said.append(run.settings["to"])
        raise StepFailed("away", "mất mạng", passing=True)

    return step


def test_an_incident_that_waits_for_its_next_try_moves_and_is_tried_as_the_new_version_says(carrier) -> None:
    said: list[str] = []
    registry._steps["test.hand"] = failing(said)
    old = publish(shipping(action="test.hand"))
    start()
    assert (said, stands()) == (["cũ"], [("ship", "incident")])
    due = Incident.objects.get().next_attempt_at
    new = publish(shipping("ship2", to="mới", action="test.hand", more='<t:setting name="attempts" value="2"/>'))
    assert previewed(old, new, ship="ship2") == (1, 0)
    assert finish(begin(old, new, ship="ship2")).moved == 1
    incident = Incident.objects.get()
    assert (incident.next_attempt_at, incident.attempts, incident.node, incident.version_id) == (
        due,
        1,
        "ship2",
        new.pk,
    )
    assert actions.retry_due_incidents(now=w.NOW + timedelta(minutes=1)) == 1
    incident.refresh_from_db()
    assert (said, incident.attempts, incident.next_attempt_at) == (["cũ", "mới"], 2, None)


def test_a_failed_call_that_moved_is_tried_again_with_what_the_new_version_says(carrier) -> None:
    carrier.fault = StepFailed("http-422", "sai địa chỉ")
    old = publish(shipping())
    start()
    assert (work(0), stands()) == (1, [("ship", "incident")])
    finish(
        begin(old, publish(shipping("ship2", to="mới", more='<t:setting name="attempts" value="3"/>')), ship="ship2")
    )
    carrier.fault = None
    actions.retry_incident(Incident.objects.get(), by=carrier.world.owner, now=LATER)
    call = OutsideCall.objects.get()
    assert (call.node, call.request, call.most_attempts) == ("ship2", {"to": "mới"}, 3)
