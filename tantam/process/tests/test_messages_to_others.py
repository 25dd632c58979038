"""A process throws a message with a key: what waits for it anywhere hears it once; circles are stopped, and said."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tantam.process import actions
from tantam.process.actions import messaging
from tantam.process.actions.effects import MOST_HOPS
from tantam.process.engine.tests.drawing import Drawing
from tantam.process.models import Incident, Instance, MessageDelivery, SignalDelivery
from tantam.process.tests.test_between_instances import Order, order, publish, stands, start
from tests import world as w

__all__ = ["order"]
pytestmark = pytest.mark.django_db
LATER = w.NOW + timedelta(minutes=2)
KEYED = '<t:correlation key="ma_don"/>'
MESSAGE = "kho.da-xuat"


def thrower(extension: str = KEYED, *, kind: str = "intermediateThrowEvent") -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.add(kind, "send", inner=drawing.message(MESSAGE), extension=extension)
    drawing.path("s", "send") if kind == "endEvent" else drawing.path("s", "send", drawing.user("after"))
    return drawing


def listener(extension: str = KEYED, *, message: str = MESSAGE) -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.path("s", drawing.catch("wait", drawing.message(message), extension=extension), drawing.user("heard"))
    return drawing


def relay(heard: str, thrown: str, *, begins: bool) -> Drawing:
    """Waits for one message, throws another, and again; one of the two throws first."""
    drawing = Drawing()
    drawing.start()
    drawing.gateway("merge")
    drawing.add("intermediateThrowEvent", "send", inner=drawing.message(thrown), extension=KEYED)
    drawing.catch("wait", drawing.message(heard), extension=KEYED)
    drawing.path("s", "send" if begins else "merge")
    drawing.path("merge", "wait", "send", "merge")
    return drawing


@pytest.mark.parametrize("kind", ["intermediateThrowEvent", "endEvent", "sendTask"])
def test_it_finds_what_waits_for_the_key_in_another_case_once(order: Order, kind: str) -> None:
    publish("QT-CHỜ", listener())
    drawing = thrower(kind=kind)
    if kind == "sendTask":
        drawing = Drawing()
        drawing.start()
        drawing.add("sendTask", "send", messageRef=drawing.message_id(MESSAGE), extension=KEYED)
        drawing.path("s", "send")
    publish("QT-GỬI", drawing)
    for number in (1, 2):
        start("QT-CHỜ", subject=f"order:{number}", variables={"ma_don": f"DH{number}"})
    start("QT-GỬI", subject="order:9", variables={"ma_don": "DH2"})
    assert stands("order:2") == [("wait", "message")]  # in a step of its own
    assert (actions.deliver_messages(now=LATER), actions.deliver_messages(now=LATER)) == (1, 0)
    assert [stands(f"order:{number}") for number in (1, 2)] == [[("wait", "message")], [("heard", "waiting")]]
    assert not MessageDelivery.objects.exists()


def test_of_several_the_one_that_waited_longest_hears_it(order: Order) -> None:
    publish("QT-CHỜ", listener())
    publish("QT-GỬI", thrower())
    for number in (5, 4):
        start("QT-CHỜ", subject=f"order:{number}", variables={"ma_don": "DH"})
    start("QT-GỬI", subject="order:9", variables={"ma_don": "DH"})
    actions.deliver_messages(now=LATER)
    assert [stands(f"order:{number}") for number in (4, 5)] == [[("wait", "message")], [("heard", "waiting")]]


@pytest.mark.parametrize("extension", [KEYED, ""])
def test_the_own_case_hears_it_first_and_at_once_with_the_key_or_without_one(order: Order, extension: str) -> None:
    publish("QT-CHỜ", listener(extension))
    publish("QT-GỬI", thrower())
    publish("QT-KHÁC", listener())
    start("QT-KHÁC", subject="order:1", variables={"ma_don": "DH"})
    start("QT-CHỜ", variables={"ma_don": "DH"})
    start("QT-GỬI", variables={"ma_don": "DH"})
    assert stands() == [("after", "waiting"), ("heard", "waiting")]
    assert (stands("order:1"), MessageDelivery.objects.count()) == ([("wait", "message")], 0)


def test_without_a_key_other_cases_do_not_hear_it(order: Order) -> None:
    publish("QT-CHỜ", listener(""))
    publish("QT-GỬI", thrower(""))
    start("QT-CHỜ", subject="order:1")
    start("QT-GỬI", subject="order:9")
    assert (stands("order:1"), MessageDelivery.objects.count()) == ([("wait", "message")], 0)
    assert "message-lost" not in [what for _, what in order.told]


def test_what_nothing_waits_for_starts_what_begins_with_it_else_the_case_that_threw_it_is_told(order: Order) -> None:
    publish("QT-GỬI", thrower())
    start("QT-GỬI", subject="order:9", variables={"ma_don": "DH"})
    assert (9, "message-lost") in order.told
    beginning = Drawing()
    beginning.add("startEvent", "s", inner=beginning.message(MESSAGE))
    beginning.path("s", beginning.user("begun"))
    publish("QT-BẮT-ĐẦU", beginning)
    order.told.clear()
    start("QT-GỬI", subject="order:8", variables={"ma_don": "DH"})
    assert ("begun", "waiting") in stands("order:8")
    assert "message-lost" not in [what for _, what in order.told]


def test_one_whose_hearer_went_on_meanwhile_is_said_to_be_lost(order: Order) -> None:
    publish("QT-CHỜ", listener())
    publish("QT-GỬI", thrower())
    start("QT-CHỜ", subject="order:1", variables={"ma_don": "DH"})
    start("QT-GỬI", subject="order:9", variables={"ma_don": "DH"})
    assert actions.correlate(MESSAGE, key="DH", now=LATER) == "order:1"
    assert (actions.deliver_messages(now=LATER), (9, "message-lost") in order.told) == (1, True)
    assert not MessageDelivery.objects.exists()


def test_a_key_that_cannot_be_worked_out_is_an_incident_at_the_event_that_throws(order: Order) -> None:
    publish("QT-GỬI", thrower())
    start("QT-GỬI", subject="order:9")
    incident = Incident.objects.get()
    assert (incident.node, incident.error_code) == ("send", "no_correlation_key")
    Instance.objects.update(variables={"ma_don": "DH"})
    assert actions.retry_incident(incident, by=order.world.owner, now=LATER)
    assert stands("order:9") == [("after", "waiting")]


def test_two_cases_that_throw_at_each_other_are_stopped_with_an_incident_that_says_so(order: Order) -> None:
    publish("QT-A", relay("pong", "ping", begins=True))
    publish("QT-B", relay("ping", "pong", begins=False))
    start("QT-B", subject="order:2", variables={"ma_don": "DH"})
    start("QT-A", subject="order:1", variables={"ma_don": "DH"})
    given = sum(actions.deliver_messages(now=LATER) for _ in range(2 * MOST_HOPS))
    assert (given, MessageDelivery.objects.count()) == (MOST_HOPS + 1, 0)
    incident = Incident.objects.get()
    assert (incident.node, incident.error_code) == ("wait", "messages_in_circle")
    assert "gửi tin cho nhau mãi" in incident.error
    assert "without end" in incident.error_en
    # a person lets it in: it goes on for as long again, then stops again
    assert actions.retry_incident(incident, by=order.world.owner, now=LATER)
    assert sum(actions.deliver_messages(now=LATER) for _ in range(2 * MOST_HOPS)) == MOST_HOPS + 1
    assert Incident.objects.open().count() == 1


def test_two_processes_of_one_case_that_throw_at_each_other_are_stopped_too(order: Order) -> None:
    publish("QT-A", relay("pong", "ping", begins=True))
    publish("QT-B", relay("ping", "pong", begins=False))
    start("QT-B", variables={"ma_don": "DH"})
    start("QT-A", variables={"ma_don": "DH"})
    assert [row.error_code for row in Incident.objects.all()] == ["messages_in_circle"]
    assert sorted(state for _, state in stands()) == ["incident", "message"]


def test_cases_that_signal_each_other_are_stopped(order: Order) -> None:
    for key, heard, thrown in (("QT-A", "pong", "ping"), ("QT-B", "ping", "pong")):
        drawing = Drawing()
        drawing.start()
        drawing.gateway("merge")
        drawing.add("intermediateThrowEvent", "send", inner=drawing.signal(thrown))
        drawing.catch("wait", drawing.signal(heard))
        drawing.path("s", "merge", "wait", "send", "merge")
        publish(key, drawing)
    start("QT-A", subject="order:1")
    start("QT-B", subject="order:2")
    assert actions.broadcast("ping", now=LATER) == 1
    for _ in range(2 * MOST_HOPS):
        actions.deliver_signals(now=LATER)
    assert (SignalDelivery.objects.count(), Incident.objects.get().error_code) == (0, "messages_in_circle")


def test_a_delivery_that_fails_lets_the_others_go_first(order: Order, monkeypatch) -> None:
    publish("QT-CHỜ", listener())
    publish("QT-GỬI", thrower())
    for number in (1, 2):
        start("QT-CHỜ", subject=f"order:{number}", variables={"ma_don": f"DH{number}"})
        start("QT-GỬI", subject=f"order:{number + 8}", variables={"ma_don": f"DH{number}"})
    bad = MessageDelivery.objects.get(key="DH1")
    real = messaging._hand_over

    def failing(key: int, *, now: datetime) -> bool:
        if key == bad.pk:
            raise RuntimeError("kaputt")
        return bool(real(key, now=now))

    monkeypatch.setattr("tantam.process.actions.messaging._hand_over", failing)
    assert actions.deliver_messages(now=LATER, limit=2) == 1
    assert actions.deliver_messages(now=LATER) == 0
    bad.refresh_from_db()
    assert (bad.attempts, bad.next_at > LATER, stands("order:2")) == (1, True, [("heard", "waiting")])
    monkeypatch.undo()
    assert actions.deliver_messages(now=bad.next_at) == 1


def test_a_step_that_throws_without_a_key_asks_no_more_than_before(order: Order) -> None:
    publish("QT-GỬI", thrower(""))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        start("QT-GỬI", subject="order:9")
    assert not [one for one in asked.captured_queries if "messagedelivery" in one["sql"].lower()]
