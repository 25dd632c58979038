"""A thrown message or signal brings data to whoever takes it: within a case, across cases, and where it begins one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tantam.core.facts import SYSTEM
from tantam.process import actions
from tantam.process.actions.effects import MOST_HOPS
from tantam.process.engine.tests.drawing import Drawing
from tantam.process.models import Gathering, Incident, Instance, MessageDelivery, SignalDelivery
from tantam.process.tests.test_between_instances import Order, order, publish, stands, start
from tests import world as w

__all__ = ["order"]
pytestmark = pytest.mark.django_db
LATER = w.NOW + timedelta(minutes=2)
KEYED = '<t:correlation key="ma_don"/>'
CARRY = '<t:carry name="ly_do" value="&quot;vỡ &quot; + hang"/><t:carry name="so_tien"/>'
GIVEN = {"ma_don": "DH2", "hang": "ly", "so_tien": 30}
TAKEN = {"ly_do": "vỡ ly", "so_tien": 30}
MESSAGE = "kho.vo-hang"


def thrower(extension: str = CARRY, *, signal: bool = False) -> Drawing:
    drawing = Drawing()
    drawing.start()
    event = drawing.signal(MESSAGE) if signal else drawing.message(MESSAGE)
    drawing.add("intermediateThrowEvent", "send", inner=event, extension=extension)
    drawing.path("s", "send", drawing.user("after"))
    return drawing


def listener(extension: str = "", *, signal: bool = False) -> Drawing:
    drawing = Drawing()
    drawing.start()
    event = drawing.signal(MESSAGE) if signal else drawing.message(MESSAGE)
    drawing.path("s", drawing.catch("wait", event, extension=extension), drawing.user("heard"))
    return drawing


def beginner(*events: str) -> Drawing:
    drawing = Drawing()
    inner = "".join(drawing.message(one) for one in events)
    drawing.add("startEvent", "s", inner=inner, **({"parallelMultiple": "true"} if len(events) > 1 else {}))
    drawing.path("s", drawing.user("begun"))
    return drawing


def variables(key: str, subject: str = "order:7") -> dict[str, object]:
    found = Instance.objects.get(version__process__key=key, subject=subject)
    return dict(found.variables)


@pytest.mark.parametrize("signal", [False, True])
def test_another_process_of_the_case_takes_it_at_once(order: Order, signal: bool) -> None:
    publish("QT-CHỜ", listener(signal=signal))
    publish("QT-GỬI", thrower(signal=signal))
    start("QT-CHỜ", variables={"so_tien": 1, "rieng": "x"})
    start("QT-GỬI", variables=GIVEN)
    assert stands() == [("after", "waiting"), ("heard", "waiting")]
    assert variables("QT-CHỜ") == {"rieng": "x", **TAKEN}
    assert variables("QT-GỬI") == GIVEN


def test_another_case_found_by_the_key_takes_it_in_a_step_of_its_own(order: Order) -> None:
    publish("QT-CHỜ", listener(KEYED))
    publish("QT-GỬI", thrower(KEYED + CARRY))
    start("QT-CHỜ", subject="order:2", variables={"ma_don": "DH2"})
    start("QT-GỬI", subject="order:9", variables=GIVEN)
    assert MessageDelivery.objects.get().payload == TAKEN
    assert (actions.deliver_messages(now=LATER), actions.deliver_messages(now=LATER)) == (1, 0)
    assert variables("QT-CHỜ", "order:2") == {"ma_don": "DH2", **TAKEN}


def test_a_signal_brings_it_to_other_cases(order: Order) -> None:
    publish("QT-CHỜ", listener(signal=True))
    publish("QT-GỬI", thrower(signal=True))
    start("QT-CHỜ", subject="order:2")
    start("QT-GỬI", subject="order:9", variables=GIVEN)
    assert SignalDelivery.objects.get().payload == TAKEN
    assert actions.deliver_signals(now=LATER) == 1
    assert variables("QT-CHỜ", "order:2") == TAKEN


@pytest.mark.parametrize("extension", ["", KEYED])
def test_a_process_that_begins_with_it_begins_with_what_it_brings(order: Order, extension: str) -> None:
    publish("QT-BẮT-ĐẦU", beginner(MESSAGE))
    publish("QT-GỬI", thrower(extension + CARRY))
    start("QT-GỬI", variables=GIVEN)
    assert variables("QT-BẮT-ĐẦU") == TAKEN


def test_whoever_waited_having_gone_it_begins_a_process_with_what_it_brings(order: Order) -> None:
    publish("QT-CHỜ", listener(KEYED))
    publish("QT-BẮT-ĐẦU", beginner(MESSAGE))
    publish("QT-GỬI", thrower(KEYED + CARRY))
    start("QT-CHỜ", subject="order:2", variables={"ma_don": "DH2"})
    start("QT-GỬI", subject="order:9", variables=GIVEN)
    actions.cancel("order:2", by=SYSTEM, now=LATER)
    assert actions.deliver_messages(now=LATER) == 1
    assert variables("QT-BẮT-ĐẦU", "order:9") == TAKEN


def test_a_process_that_needs_two_messages_begins_with_what_both_have_brought(order: Order) -> None:
    publish("QT-BẮT-ĐẦU", beginner(MESSAGE, "tien.da-ve"))
    publish("QT-GỬI", thrower())
    other = Drawing()
    other.start()
    paid = '<t:carry name="so_tien" value="99"/><t:carry name="cach" value="&quot;tiền mặt&quot;"/>'
    other.add("endEvent", "send", inner=other.message("tien.da-ve"), extension=paid)
    other.path("s", "send")
    publish("QT-TIỀN", other)
    start("QT-GỬI", variables=GIVEN)
    assert Gathering.objects.get().payload == TAKEN
    start("QT-TIỀN")
    assert variables("QT-BẮT-ĐẦU") == {"ly_do": "vỡ ly", "so_tien": 99, "cach": "tiền mặt"}
    assert not Gathering.objects.exists()


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_what_a_called_process_throws_brings_it_to_the_one_that_called(order: Order, kind: str) -> None:
    inner = Drawing()
    inner.start()
    event = inner.error("HỎNG") if kind == "error" else inner.escalation("HỎNG")
    inner.add("endEvent", "t", inner=event, extension=CARRY)
    inner.path("s", "t")
    publish("QT-TRONG", inner)
    outer = Drawing()
    outer.start()
    outer.add("callActivity", "call", calledElement="QT-TRONG")
    caught = outer.error("HỎNG") if kind == "error" else outer.escalation("HỎNG")
    outer.boundary("b", "call", caught)
    outer.path("s", "call", outer.end("e"))
    outer.path("b", outer.user("u"))
    publish("QT-NGOÀI", outer)
    start("QT-NGOÀI", variables=GIVEN)
    assert stands() == [("u", "waiting")]
    assert variables("QT-NGOÀI") == GIVEN | TAKEN


def test_what_a_refused_circle_brought_is_there_when_a_person_lets_it_in(order: Order) -> None:
    publish("QT-CHỜ", listener(KEYED))
    publish("QT-GỬI", thrower(KEYED + CARRY))
    start("QT-CHỜ", subject="order:2", variables={"ma_don": "DH2"})
    start("QT-GỬI", subject="order:9", variables=GIVEN)
    MessageDelivery.objects.update(hops=MOST_HOPS + 1)
    actions.deliver_messages(now=LATER)
    assert stands("order:2") == [("wait", "incident")]
    actions.retry_incident(Incident.objects.get(), by=order.world.head, now=LATER)
    assert stands("order:2") == [("heard", "waiting")]
    assert variables("QT-CHỜ", "order:2") == {"ma_don": "DH2", **TAKEN}
