"""A message finds what waits for it: by its subject, by one of several, by a key whichever subject that belongs to."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from tantam.process import actions
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.correlating import key_text
from tantam.process.engine.tests.drawing import Drawing
from tantam.process.models import Incident, Instance, Token
from tantam.process.queries import unmatched_rule
from tantam.process.tests.drawn import instance
from tantam.process.tests.test_between_instances import publish, stands, start
from tests import world as w

pytestmark = pytest.mark.django_db
LATER = w.NOW + timedelta(minutes=2)
KEYED = '<t:correlation key="ma_don"/>'
MESSAGE = "van-don.da-giao"


@pytest.fixture(autouse=True)
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


def catching(extension: str = KEYED) -> Drawing:
    drawing = Drawing()
    drawing.start()
    caught = drawing.catch("wait", drawing.message(MESSAGE), extension=extension)
    drawing.path("s", caught, drawing.user("then"), drawing.end())
    return drawing


def test_a_message_finds_its_order_among_all_cases_once(world) -> None:
    publish("QT-GIAO", catching())
    for number in range(3):
        start("QT-GIAO", subject=f"order:{number}", variables={"ma_don": f"DH{number}"})
    assert actions.correlate(MESSAGE, key="DH1", payload={"ngay": "22/11"}, now=LATER) == "order:1"
    assert actions.correlate(MESSAGE, key="DH1", now=LATER) is None
    assert [stands(f"order:{number}") for number in range(3)] == [
        [("wait", "message")], [("then", "waiting")], [("wait", "message")],
    ]  # fmt: skip
    assert Instance.objects.get(subject="order:1").variables == {"ma_don": "DH1", "ngay": "22/11"}


def test_of_two_with_the_same_key_the_one_that_waited_longer_takes_it(world) -> None:
    publish("QT-GIAO", catching())
    for subject in ("order:5", "order:4"):
        start("QT-GIAO", subject=subject, variables={"ma_don": "DH1"})
    found = [actions.correlate(MESSAGE, key="DH1", now=LATER) for _ in range(3)]
    assert found == ["order:5", "order:4", None]


def test_what_waits_for_a_key_is_not_woken_without_it_nor_by_another_name(world) -> None:
    publish("QT-GIAO", catching())
    start("QT-GIAO", variables={"ma_don": "DH1"})
    assert not actions.wake("order:7", MESSAGE, payload={}, now=LATER)
    assert not actions.wake("order:7", MESSAGE, payload={}, key="DH2", now=LATER)
    assert actions.correlate("khác", key="DH1", now=LATER) is None
    assert actions.correlate(MESSAGE, key="", now=LATER) is None
    assert actions.correlate(MESSAGE, key="DH1", may=lambda subject: False, now=LATER) is None
    assert stands() == [("wait", "message")]
    assert actions.wake("order:7", MESSAGE, payload={}, key="DH1", now=LATER)


def test_what_waits_without_a_key_hears_its_subject_and_no_key_from_afar(world) -> None:
    publish("QT-CHỜ", catching(""))
    start("QT-CHỜ")
    assert actions.correlate(MESSAGE, key="DH1", now=LATER) is None
    assert actions.wake_one_of(["order:8", "order:7"], MESSAGE, now=LATER) == "order:7"
    assert actions.wake_one_of(["order:8", "order:7"], MESSAGE, now=LATER) is None


def test_the_key_is_kept_at_the_edge_of_a_step_and_behind_an_event_gateway(world) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("work")
    drawing.boundary("edge", "work", drawing.message(MESSAGE), extension=KEYED)
    drawing.gateway("g", "eventBased")
    drawing.path("edge", "g", drawing.catch("a", drawing.message(MESSAGE), extension='<t:correlation key="so * 2"/>'))
    drawing.path("a", drawing.user("then"), drawing.end())
    drawing.path("g", drawing.catch("b", drawing.message("khác")), "then")
    drawing.path("s", "work", drawing.end("e2"))
    publish("QT-MÉP", drawing)
    start("QT-MÉP", variables={"ma_don": "DH1", "so": 21})
    assert actions.correlate(MESSAGE, key="DH1", now=LATER) == "order:7"
    assert set(Token.objects.exclude(wait_key="").values_list("node", "correlation")) == {("a", "42"), ("b", "")}
    assert actions.correlate(MESSAGE, key="42", now=LATER) == "order:7"
    assert stands() == [("then", "waiting")]


def test_a_step_whose_key_gives_nothing_stands_as_an_incident_until_there_is_one(world) -> None:
    publish("QT-GIAO", catching())
    start("QT-GIAO")
    incident = Incident.objects.get()
    assert (incident.node, incident.error_code) == ("wait", "no_correlation_key")
    assert incident.error == "Khoá đối chiếu của tin nhắn không ra chữ hoặc số nào (tối đa 200 ký tự)."
    Instance.objects.update(variables={"ma_don": "DH1"})
    actions.retry_incident(incident, by=world.owner, now=LATER)
    assert actions.correlate(MESSAGE, key="DH1", now=LATER) == "order:7"


@pytest.mark.parametrize(
    ("value", "text"), [(" DH1 ", "DH1"), (7, "7"), (Decimal("7.50"), "7.5"), (Decimal("1E+3"), "1000")]
)
def test_keys_are_compared_as_text(value, text) -> None:
    assert key_text(value) == text


@pytest.mark.parametrize("value", [None, "", "  ", True, [], {}, "x" * 201, "a\x00"])
def test_what_is_no_key(value) -> None:
    with pytest.raises(Stuck):
        key_text(value)


def test_the_key_is_found_by_index_among_many_waits(world) -> None:
    publish("QT-GIAO", catching())
    of = instance(start("QT-GIAO", variables={"ma_don": "DH"}).version)
    Token.objects.bulk_create(
        Token(
            instance=of, version=of.version, node="wait", scope_id=0, state="message", entered_at=w.NOW,
            wait_key=MESSAGE if number % 2 else "customer.message", correlation=f"K{number}" if number % 2 else "",
        )
        for number in range(6_000)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE process_token")
    for keys in (["K77"], ["", "K77"]):
        found = Token.objects.awaiting(MESSAGE, keys=keys)
        plan = found.order_by("entered_at", "id").explain()
        assert ("process_messages_by_key" in plan) == (len(keys) == 1), plan
        assert "Seq Scan" not in plan, plan


def test_the_process_a_subject_began_with_says_what_becomes_of_unheard_messages(world) -> None:
    drawing = catching("")
    drawing.lines.append('<b:extensionElements><t:unmatched message="note"/></b:extensionElements>')
    publish("QT-GHI", drawing)
    publish("QT-CHỜ", catching(""))
    start("QT-GHI", subject="order:1")
    start("QT-CHỜ", subject="order:1")
    start("QT-CHỜ", subject="order:2")
    assert [unmatched_rule(f"order:{number}") for number in (1, 2, 3)] == ["note", "reopen", "reopen"]
