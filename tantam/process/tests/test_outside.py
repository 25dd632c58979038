"""What a step does outside: called without any lock, told once, tried again, undone with its step, never lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tantam.core.actions.pending import pending
from tantam.core.facts import SYSTEM
from tantam.core.models import FactRow
from tantam.process import actions, registry
from tantam.process.engine.tests.drawing import Drawing, after, instances
from tantam.process.models import Incident, Instance, OutsideCall, Token, Visit
from tantam.process.registry import AskOutside, EndUnknown, OutsideRun, StepFailed, StepRun
from tantam.process.tests.test_between_instances import publish, stands, start
from tests import world as w

pytestmark = pytest.mark.django_db


class Carrier:
    """Somebody else's program: keeps what it was asked, answers as it is told."""

    def __init__(self, world: w.World) -> None:
        self.world = world
        self.asked: list[OutsideRun] = []
        self.answers: Callable[[], Mapping[str, object] | None] = lambda: {"ma_van_don": "GHN1"}
        self.request: dict[str, object] = {"don": 7}
        self.is_repeatable = False
        self.told: list[str] = []
        self.seen: list[Mapping[str, object]] = []

    def ask(self, run: StepRun) -> AskOutside:
        self.seen.append(run.variables)
        return AskOutside(request=dict(self.request), lane="ghn", is_repeatable=self.is_repeatable)

    def call(self, run: OutsideRun) -> Mapping[str, object] | None:
        assert pending.get() is None, "a unit of work is open while it is called"
        self.asked.append(run)
        return self.answers()

    def fail(self, error: Exception) -> None:
        def answer() -> None:
            raise error

        self.answers = answer

    def moved(self, subject_id: int, moves: Sequence[registry.Move], now: datetime) -> None:
        self.told += [move.what for move in moves if move.what.startswith("outside")]


@pytest.fixture
def carrier(settings) -> Iterator[Carrier]:
    settings.DEMO = True
    found = Carrier(w.build_world())
    registry.step("test.ship", outside=found.call)(found.ask)
    registry.follower("order")(found.moved)
    yield found
    for registered in (registry._steps, registry._offers, registry._outside):
        registered.pop("test.ship")
    registry._followers.pop("order")


def shipping(*, settings: str = "") -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.add("serviceTask", "ship", extension=f'<t:action name="test.ship">{settings}</t:action>')
    drawing.path("s", "ship", drawing.user("then"), drawing.end())
    return drawing


def at(minutes: float) -> datetime:
    return w.NOW + timedelta(minutes=minutes)


def work(minutes: float = 0.0) -> int:
    """Make all calls that are due, as a worker does; return how many."""
    made = 0
    while (call := actions.claim_call(now=at(minutes))) is not None:
        made += 1
        if actions.make_call(call, clock=lambda: at(minutes)):
            actions.give_answer(call.pk, now=at(minutes))
    return made


def facts() -> list[str]:
    return list(FactRow.objects.filter(name__startswith="step.").order_by("id").values_list("name", flat=True))


def test_the_step_waits_and_goes_on_with_the_answer_and_leaves_nothing_behind(carrier) -> None:
    publish("QT-GIAO", shipping())
    instance = start("QT-GIAO")
    assert (carrier.asked, stands()) == ([], [("ship", "action")])
    assert work() == 1
    assert stands() == [("then", "waiting")]
    instance.refresh_from_db()
    assert instance.variables == {"ma_van_don": "GHN1"}
    assert [(run.request, run.attempt) for run in carrier.asked] == [({"don": 7}, 1)]
    assert (OutsideCall.objects.count(), carrier.told, work(60)) == (0, ["outside-done"], 0)


def test_what_may_pass_is_asked_again_under_the_same_key_after_1_5_30_minutes_and_2_hours(carrier) -> None:
    publish("QT-GIAO", shipping())
    start("QT-GIAO")
    carrier.fail(StepFailed("away", "mất mạng", passing=True))
    due = [0.0, 1.0, 6.0, 36.0, 156.0]
    for minutes in due:
        assert (work(minutes - 0.01), work(minutes)) == (0, 1)
    assert len({run.key for run in carrier.asked}) == 1
    assert [run.attempt for run in carrier.asked] == [1, 2, 3, 4, 5]
    incident = Incident.objects.get()
    assert (incident.node, incident.error_code, incident.error, incident.next_attempt_at) == (
        "ship", "away", "mất mạng", None,
    )  # fmt: skip
    assert facts() == ["step.faltered"] * 4 + ["step.failed"]
    assert work(10_000) == 0


def test_the_settings_say_how_often_and_how_soon(carrier) -> None:
    wanted = '<t:setting name="attempts" value="2"/><t:setting name="interval" value="PT10S"/>'
    publish("QT-GIAO", shipping(settings=wanted))
    start("QT-GIAO")
    carrier.fail(StepFailed("away", "mất mạng", passing=True))
    assert (work(0), work(0.1), work(0.17)) == (1, 0, 1)
    assert Incident.objects.get().error_code == "away"


def test_a_person_tries_it_again_and_it_goes_on(carrier) -> None:
    publish("QT-GIAO", shipping())
    start("QT-GIAO")
    carrier.fail(StepFailed("http-422", "sai địa chỉ"))
    assert work() == 1
    incident = Incident.objects.get()
    carrier.answers, carrier.request = lambda: {"ma_van_don": "GHN2"}, {"don": 8}
    actions.retry_incident(incident, by=carrier.world.owner, now=at(5))
    assert stands() == [("ship", "action")]
    assert work(5) == 1
    assert stands() == [("then", "waiting")]
    first, second = carrier.asked
    assert (first.request, second.request, first.key != second.key) == ({"don": 7}, {"don": 8}, True)


def test_the_page_of_incidents_says_what_is_asked_again_and_never_that_it_went_through(carrier, client) -> None:
    publish("QT-GIAO", shipping())
    start("QT-GIAO")
    carrier.fail(StepFailed("http-422", "sai địa chỉ"))
    assert work() == 1
    owner = w.signed_in(client, carrier.world.owner)
    address = reverse("process_retry", args=["QT-GIAO", Incident.objects.get().pk])
    said = owner.post(address, follow=True).content.decode()
    assert "Đã hỏi lại hệ thống kia" in said
    assert "Đã chạy qua" not in said
    OutsideCall.objects.filter(state=OutsideCall.State.WAITING).update(attempts=2)
    page = owner.get(reverse("process_incidents", args=["QT-GIAO"])).content.decode()
    assert "1 phiếu đang chờ hệ thống khác chưa trả lời" in page


def test_a_refusal_is_caught_by_the_event_for_its_code_and_nothing_else(carrier) -> None:
    drawing = shipping()
    drawing.boundary("b", "ship", drawing.error("http-409"))
    drawing.flow("b", drawing.user("rescue"))
    publish("QT-GIAO", drawing)
    start("QT-GIAO")
    carrier.fail(StepFailed("http-409", "đã có"))
    assert work() == 1
    assert (stands(), OutsideCall.objects.count(), Incident.objects.count()) == ([("rescue", "waiting")], 0, 0)


def test_a_call_that_broke_off_is_a_persons_unless_the_other_side_knows_its_key(carrier) -> None:
    publish("QT-GIAO", shipping())
    start("QT-GIAO")
    carrier.fail(EndUnknown("đứt"))
    assert (work(), work(60)) == (1, 0)
    assert Incident.objects.get().error_code == "uncertain"
    carrier.is_repeatable, carrier.request = True, {"don": 9}
    actions.retry_incident(Incident.objects.get(), by=carrier.world.owner, now=at(60))
    carrier.fail(ValueError("một lỗi không ai ngờ"))
    assert (work(60), work(60.5), work(61)) == (1, 0, 1)
    assert {(run.key, run.request["don"]) for run in carrier.asked} == {(carrier.asked[0].key, 7)}


def _dead(call: OutsideCall) -> None:
    OutsideCall.objects.filter(pk=call.pk).update(attempted_by="elsewhere/1/2/3", attempted_at=at(-11))


def test_who_dies_while_calling_leaves_an_uncertain_step_and_nothing_is_called_twice(carrier) -> None:
    publish("QT-GIAO", shipping())
    start("QT-GIAO")
    call = actions.claim_call(now=at(0))
    assert call is not None
    assert (actions.claim_call(now=at(0)), actions.heal_calls(now=at(1))) == (None, 1)
    assert (actions.give_answers(now=at(1)), actions.heal_calls(now=at(1))) == (1, 0)
    assert (Incident.objects.get().error_code, work(600), carrier.asked) == ("uncertain", 0, [])


def test_who_dies_while_calling_what_may_be_repeated_has_it_called_again(carrier) -> None:
    carrier.is_repeatable = True
    publish("QT-GIAO", shipping())
    start("QT-GIAO")
    call = actions.claim_call(now=at(0))
    assert call is not None
    _dead(call)
    assert actions.heal_calls(now=at(0)) == 1
    assert (work(0.9), work(1)) == (0, 1)
    assert carrier.asked[0].key == str(call.key)
    assert stands() == [("then", "waiting")]


def test_one_that_lives_is_not_healed(carrier) -> None:
    publish("QT-GIAO", shipping())
    start("QT-GIAO")

    def healed_meanwhile() -> Mapping[str, object]:
        assert actions.heal_calls(now=at(5)) == 0
        return {}

    carrier.answers = healed_meanwhile
    assert work() == 1
    assert stands() == [("then", "waiting")]


def test_who_dies_between_the_answer_and_telling_the_step_has_not_called_in_vain(carrier) -> None:
    publish("QT-GIAO", shipping())
    start("QT-GIAO")
    call = actions.claim_call(now=at(0))
    assert call is not None
    assert actions.make_call(call, clock=lambda: at(0))
    assert stands() == [("ship", "action")]
    assert (actions.heal_calls(now=at(60)), work(60)) == (0, 0)
    assert (actions.give_answers(now=at(60)), actions.give_answers(now=at(60))) == (1, 0)
    assert (stands(), len(carrier.asked)) == ([("then", "waiting")], 1)


def test_what_breaks_behind_the_step_does_not_call_again(carrier) -> None:
    publish("QT-GIAO", shipping())
    start("QT-GIAO")

    def broken(subject_id: int, moves: Sequence[registry.Move], now: datetime) -> None:
        if any(move.what == "work-offered" for move in moves):
            raise ValueError("hỏng")

    registry.follower("order")(broken)
    assert work() == 1
    incident = Incident.objects.get()
    assert (incident.error_code, stands()) == ("action-broke", [("ship", "incident")])
    registry.follower("order")(carrier.moved)
    actions.retry_incident(incident, by=carrier.world.owner, now=at(5))
    assert (work(5), actions.give_answers(now=at(5))) == (0, 1)
    assert (stands(), len(carrier.asked)) == ([("then", "waiting")], 1)
    assert Instance.objects.get().variables == {"ma_van_don": "GHN1"}


def interrupted() -> Drawing:
    drawing = shipping()
    drawing.boundary("late", "ship", after("PT1H"))
    drawing.flow("late", drawing.user("by_hand"))
    return drawing


def test_a_timer_that_interrupts_takes_the_call_along(carrier) -> None:
    publish("QT-GIAO", interrupted())
    start("QT-GIAO")
    assert actions.fire_due_timers(now=at(60)) == 1
    assert (OutsideCall.objects.count(), work(60), stands()) == (0, 0, [("by_hand", "waiting")])


def test_a_late_answer_changes_nothing_and_leaves_a_trace(carrier) -> None:
    publish("QT-GIAO", interrupted())
    instance = start("QT-GIAO")
    call = actions.claim_call(now=at(59))
    assert call is not None
    actions.fire_due_timers(now=at(60))
    assert not actions.make_call(call, clock=lambda: at(61))
    instance.refresh_from_db()
    assert (stands(), instance.variables, OutsideCall.objects.count()) == ([("by_hand", "waiting")], {}, 0)
    fact = FactRow.objects.get(name="step.answered-late")
    assert (fact.data["node"], fact.data["key"], carrier.told) == ("ship", str(call.key), ["outside-late"])


def test_a_withdrawn_call_whose_worker_died_leaves_its_trace_too(carrier) -> None:
    publish("QT-GIAO", interrupted())
    start("QT-GIAO")
    call = actions.claim_call(now=at(59))
    assert call is not None
    actions.fire_due_timers(now=at(60))
    assert actions.heal_calls(now=at(61)) == 1
    assert (OutsideCall.objects.count(), carrier.told) == (0, ["outside-late"])


def test_skipping_and_jumping_take_the_call_along(carrier) -> None:
    publish("QT-GIAO", shipping())
    for subject in ("order:1", "order:2"):
        start("QT-GIAO", subject=subject)
    first, second = Token.objects.filter(node="ship").order_by("id")
    actions.skip_step(first.pk, by=carrier.world.owner, reason="đã gọi tay", now=at(1))
    actions.leave_path(second.pk, to="then", by=carrier.world.owner, reason="đã gọi tay", now=at(1))
    assert (OutsideCall.objects.count(), work(5), carrier.asked) == (0, 0, [])
    actions.leave_path(
        Token.objects.get(instance__subject="order:1").pk, to="ship", by=carrier.world.owner, reason="?", now=at(2)
    )
    assert (work(5), len(carrier.asked), stands("order:1")) == (1, 1, [("then", "waiting")])


def test_each_instance_of_a_repeated_step_calls_on_its_own_and_sees_its_own_item(carrier) -> None:
    drawing = Drawing()
    drawing.start()
    more = '<b:loopDataInputRef>xe</b:loopDataInputRef><b:inputDataItem name="bien_so"/>'
    drawing.add("serviceTask", "ship", extension='<t:action name="test.ship"/>', inner=instances(more=more))
    drawing.path("s", "ship", drawing.user("then"), drawing.end())
    publish("QT-XE", drawing)
    start("QT-XE", variables={"xe": ["29A", "30B"]})
    assert [seen["bien_so"] for seen in carrier.seen] == ["29A", "30B"]
    assert OutsideCall.objects.values("key").distinct().count() == 2
    assert work() == 2
    assert stands() == [("then", "waiting")]
    assert Visit.objects.filter(node="ship").count() == 2


def test_ending_the_case_takes_all_calls_along(carrier) -> None:
    publish("QT-GIAO", shipping())
    start("QT-GIAO")
    actions.cancel("order:7", by=SYSTEM, now=at(1))
    assert (OutsideCall.objects.count(), work(5)) == (0, 0)


def test_few_calls_of_one_lane_at_once(carrier) -> None:
    publish("QT-GIAO", shipping())
    for number in range(3):
        start("QT-GIAO", subject=f"order:{number}")
    assert actions.claim_call(now=at(0), full=["ghn"]) is None
    assert actions.claim_call(now=at(0), full=["khác"]) is not None


def test_a_step_without_an_outer_half_is_asks_nothing_about_calls(carrier) -> None:
    registry.step("test.inside")(lambda run: None)
    try:
        drawing = Drawing()
        drawing.start()
        drawing.path("s", drawing.service("note", "test.inside"), drawing.user("then"), drawing.end())
        publish("QT-TRONG", drawing)
        start("QT-TRONG")
        with connection.execute_wrapper(_no_calls):
            start("QT-TRONG", subject="order:8")
    finally:
        registry._steps.pop("test.inside")
        registry._offers.pop("test.inside")
    assert stands("order:8") == [("then", "waiting")]


def _no_calls(execute, sql, params, many, context):
    assert "outsidecall" not in sql
    return execute(sql, params, many, context)


@pytest.mark.django_db(transaction=True)
def test_a_slow_system_holds_up_only_what_goes_to_it(carrier) -> None:
    """The worker's companion: two calls of the slow lane at once, the others go past them."""
    publish("QT-GIAO", shipping())
    for number in range(4):
        start("QT-GIAO", subject=f"order:{number}")
    OutsideCall.objects.filter(instance__subject="order:3").update(lane="nhanh")
    OutsideCall.objects.update(next_at=timezone.now())
    released, stopping, under_way = threading.Event(), threading.Event(), threading.Semaphore(0)

    def answer(run: OutsideRun) -> Mapping[str, object]:
        under_way.release()
        if run.request != {"don": 9}:
            released.wait(20)
        return {}

    registry._outside["test.ship"] = answer
    OutsideCall.objects.filter(lane="nhanh").update(request={"don": 9})
    worker = threading.Thread(target=_run_errands, args=[stopping])
    worker.start()
    try:
        for _ in range(3):
            assert under_way.acquire(timeout=20)
        _until(lambda: stands("order:3") == [("then", "waiting")])
        assert sorted(OutsideCall.objects.values_list("state", flat=True)) == ["calling", "calling", "waiting"]
        released.set()
        _until(lambda: not OutsideCall.objects.exists())
    finally:
        released.set()
        stopping.set()
        worker.join(20)
    assert [stands(f"order:{number}") for number in range(4)] == [[("then", "waiting")]] * 4


def _run_errands(stopping: threading.Event) -> None:
    try:
        actions.run_errands(stopping)
    finally:
        connection.close()


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
