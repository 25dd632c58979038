"""Two workers at one process at the same moment: a message and a timer, an answer and an interruption, two deliverers.
Exactly one of them has it, whichever it is; no deadlock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial

import pytest

from tantam.core.facts import SYSTEM
from tantam.core.models import FactRow
from tantam.process import actions, registry
from tantam.process.engine.tests.drawing import COMPENSATE, Drawing, after, when
from tantam.process.models import Incident, Instance, MessageDelivery, OutsideCall, SignalDelivery, Token, Visit
from tantam.process.registry import AskOutside, OutsideRun
from tantam.process.tests.test_between_instances import caller, listener, plain, publish, stands, start, thrower
from tests import world as w
from tests.test_races import _at_once

pytestmark = pytest.mark.django_db(transaction=True)
LATER = w.NOW + timedelta(hours=2)
ROUNDS = 5


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


def errors(gave: list[object]) -> list[object]:
    return [one for one in gave if isinstance(one, Exception)]


def completing(node: str, subject: str) -> Callable[[], object]:
    token = Token.objects.get(instance__subject=subject, node=node, state="waiting").pk
    return lambda: actions.complete_work(token, by=None, data={}, now=LATER)


def test_of_a_message_and_a_timer_one_wins(world) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g", "eventBased")
    drawing.path("s", "g", drawing.catch("late", after("PT1H")), drawing.user("too_late"))
    caught = drawing.catch("wait", drawing.message("giao"), extension='<t:correlation key="ma"/>')
    drawing.path("g", caught, drawing.user("in_time"))
    publish("QT-ĐUA", drawing)
    for number in range(ROUNDS):
        subject = f"order:{number}"
        start("QT-ĐUA", subject=subject, variables={"ma": f"K{number}"})
        gave = _at_once(
            lambda: actions.fire_due_timers(now=LATER),
            lambda: actions.fire_due_timers(now=LATER),
            partial(actions.correlate, "giao", key=f"K{number}", now=LATER),
            partial(actions.wake, subject, "giao", payload={}, key=f"K{number}", now=LATER),
        )
        assert errors(gave) == []
        (stood,) = stands(subject)
        assert sum(bool(one) for one in gave) == 1, gave
        assert (stood == ("too_late", "waiting")) == bool(gave[0] or gave[1])
        assert Visit.objects.filter(instance_id__in=Instance.objects.filter(subject=subject).values("pk")).count() == 3


def test_of_many_messages_with_one_key_each_waiting_case_takes_one(world) -> None:
    drawing = Drawing()
    drawing.start()
    caught = drawing.catch("wait", drawing.message("giao"), extension='<t:correlation key="ma"/>')
    drawing.path("s", caught, drawing.user("then"))
    publish("QT-GIAO", drawing)
    for number in range(2):
        start("QT-GIAO", subject=f"order:{number}", variables={"ma": "K"})
    gave = _at_once(*[lambda: actions.correlate("giao", key="K", now=LATER)] * 4)
    assert sorted(gave, key=str) == [None, None, "order:0", "order:1"]
    assert [stands(f"order:{number}") for number in range(2)] == [[("then", "waiting")]] * 2


def test_two_deliverers_give_a_thrown_message_to_one_of_two_that_wait(world) -> None:
    key = '<t:correlation key="ma"/>'
    waiting, throwing = Drawing(), Drawing()
    for drawing in (waiting, throwing):
        drawing.start()
    waiting.path("s", waiting.catch("wait", waiting.message("giao"), extension=key), waiting.user("then"))
    publish("QT-NGHE", waiting)
    throwing.add("intermediateThrowEvent", "send", inner=throwing.message("giao"), extension=key)
    throwing.path("s", "send", throwing.end())
    publish("QT-GỬI", throwing)
    for number in range(ROUNDS):
        for subject in (f"order:{number}", f"order:{number + 100}"):
            start("QT-NGHE", subject=subject, variables={"ma": f"K{number}"})
        start("QT-GỬI", subject="order:999", variables={"ma": f"K{number}"})
        gave = _at_once(*[lambda: actions.deliver_messages(now=LATER)] * 3)
        assert (errors(gave), sum(map(int, map(str, gave)))) == ([], 1)
        stood = [stands(f"order:{number + more}") for more in (0, 100)]
        assert stood == [[("then", "waiting")], [("wait", "message")]]
    assert not MessageDelivery.objects.exists()


def test_two_deliverers_give_a_signal_once(world) -> None:
    publish("QT-NGHE", listener())
    publish("QT-PHÁT", thrower())
    for number in range(8):
        start("QT-NGHE", subject=f"order:{number}")
    start("QT-PHÁT", subject="order:99")
    completing("press", "order:99")()
    assert SignalDelivery.objects.count() == 8
    gave = _at_once(*[lambda: actions.deliver_signals(now=LATER)] * 3)
    assert errors(gave) == []
    assert sum(int(str(one)) for one in gave) == 8
    assert [stands(f"order:{number}") for number in range(8)] == [[("heard", "waiting")]] * 8
    assert Visit.objects.filter(node="wait").count() == 8


def test_a_called_process_that_ends_and_a_caller_that_is_stopped_do_not_lock_each_other(world) -> None:
    publish("QT-CON", plain())
    publish("QT-MẸ", caller())
    for number in range(ROUNDS):
        subject = f"order:{number}"
        start("QT-MẸ", subject=subject)
        gave = _at_once(completing("work", subject), partial(actions.cancel, subject, by=SYSTEM, now=LATER))
        assert errors(gave) == [] or [type(one) for one in errors(gave)] == [actions.WorkIsGone]
        assert stands(subject) == []
        child, parent = Instance.objects.filter(subject=subject).order_by("-id")
        assert (parent.state, child.state in ("finished", "cancelled")) == ("cancelled", True)


def test_two_who_finish_what_is_compensated_run_it_once(world) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("go")
    drawing.undone_by("go", "ungo")
    drawing.gateway("fork", "parallel")
    drawing.gateway("join", "parallel")
    drawing.path("s", "go", "fork", drawing.user("a"), "join")
    drawing.path("fork", drawing.user("b"), "join")
    drawing.add("intermediateThrowEvent", "undo", inner=COMPENSATE)
    drawing.path("join", "undo", drawing.end())
    publish("QT-HOÀN", drawing)
    for number in range(ROUNDS):
        subject = f"order:{number}"
        start("QT-HOÀN", subject=subject)
        completing("go", subject)()
        gave = _at_once(completing("a", subject), completing("b", subject), completing("a", subject))
        assert [type(one) for one in errors(gave)] == [actions.WorkIsGone]
        assert [one for one in stands(subject) if one[1] == "waiting"] == [("ungo", "waiting")]
        gave = _at_once(*[completing("ungo", subject)] * 2)
        assert [type(one) for one in errors(gave)] == [actions.WorkIsGone]
        assert stands(subject) == []


def test_two_looks_at_a_condition_let_it_occur_once(world) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.path("s", drawing.catch("wait", when("co_hang")), drawing.user("go"))
    publish("QT-KHO", drawing)
    data: dict[str, object] = {"co_hang": False}
    registry.subject("order")(lambda _: data)
    try:
        start("QT-KHO")
        data["co_hang"] = True
        acts = [
            lambda: actions.look_at("order:7", now=LATER),
            lambda: actions.look_at_conditions(now=LATER),
            lambda: actions.look_at("order:7", now=LATER),
        ]
        assert errors(_at_once(*acts)) == []
    finally:
        registry._subjects.pop("order")
    assert (stands(), Visit.objects.filter(node="wait").count()) == ([("go", "waiting")], 1)


@pytest.fixture
def asked(world) -> Iterator[list[OutsideRun]]:
    found: list[OutsideRun] = []

    def call(run: OutsideRun) -> Mapping[str, object]:
        found.append(run)
        return {"n": len(found)}

    registry.step("test.ship", outside=call)(lambda run: AskOutside(request={"don": run.subject_id}))
    drawing = Drawing()
    drawing.start()
    drawing.path("s", drawing.service("ship", "test.ship"), drawing.user("then"))
    drawing.boundary("late", "ship", after("PT1H"))
    drawing.flow("late", drawing.user("by_hand"))
    publish("QT-GIAO", drawing)
    yield found
    for registered in (registry._steps, registry._offers, registry._outside):
        registered.pop("test.ship")


def work() -> None:
    while (call := actions.claim_call(now=LATER)) is not None:
        if actions.make_call(call, clock=lambda: LATER):
            actions.give_answer(call.pk, now=LATER)


def test_workers_side_by_side_make_each_call_once(asked) -> None:
    for number in range(8):
        start("QT-GIAO", subject=f"order:{number}")
    assert errors(_at_once(work, work, work)) == []
    assert sorted(run.request["don"] for run in asked) == list(range(8))
    assert [stands(f"order:{number}") for number in range(8)] == [[("then", "waiting")]] * 8


def test_of_an_answer_and_an_interruption_one_wins_and_a_late_answer_leaves_its_trace(asked) -> None:
    for number in range(ROUNDS):
        subject = f"order:{number}"
        start("QT-GIAO", subject=subject)
        gave = _at_once(
            work,
            lambda: actions.fire_due_timers(now=LATER),
            lambda: actions.heal_calls(now=LATER),
            lambda: actions.give_answers(now=LATER),
        )
        assert errors(gave) == []
        actions.give_answers(now=LATER)
        (stood,) = stands(subject)
        late = FactRow.objects.filter(subject=subject, name="step.answered-late").count()
        was_asked = [run for run in asked if run.request["don"] == number]
        assert stood in {("then", "waiting"), ("by_hand", "waiting")}
        assert (len(was_asked), late) in {(1, int(stood[0] == "by_hand")), (0, 0)}
    assert (OutsideCall.objects.count(), Incident.objects.count()) == (0, 0)


def test_two_answers_given_at_once_are_one_and_a_skip_beside_it_is_told_the_truth(asked, world) -> None:
    for number in range(ROUNDS):
        subject = f"order:{number}"
        start("QT-GIAO", subject=subject)
        call = actions.claim_call(now=LATER)
        assert call is not None
        assert actions.make_call(call, clock=lambda: LATER)
        gave = _at_once(
            partial(actions.give_answer, call.pk, now=LATER),
            partial(actions.give_answer, call.pk, now=LATER),
            partial(actions.skip_step, call.token_id, by=world.head, reason="đã gọi", now=LATER),
        )
        assert [type(one) for one in errors(gave)] in ([], [actions.WorkIsGone])
        assert stands(subject) == [("then", "waiting")]
        assert gave.count(True) == len(errors(gave))
    assert OutsideCall.objects.count() == 0
