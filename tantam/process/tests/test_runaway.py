"""Drawings that multiply without end are stopped with an incident, and what one step writes stays within bounds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tantam.process import actions
from tantam.process.actions.between import MOST_DEPTH
from tantam.process.engine.tests.drawing import Drawing, after
from tantam.process.models import Incident, Instance, SignalDelivery, Token, Version
from tantam.process.queries import compiled
from tantam.process.tests.test_between_instances import Order, caller, listener, order, plain, publish, stands, start
from tests import world as w

__all__ = ["order"]
pytestmark = pytest.mark.django_db
LATER = w.NOW + timedelta(minutes=2)


def doubling(rounds: int = 30) -> Drawing:
    """Twice as many tokens after each of its gateways."""
    drawing = Drawing()
    last = drawing.start()
    for number in range(rounds):
        fork, merge = drawing.gateway(f"f{number}", "parallel"), drawing.gateway(f"m{number}")
        drawing.flow(last, fork)
        drawing.flow(fork, merge, name=f"a{number}")
        drawing.flow(fork, merge, name=f"b{number}")
        last = merge
    drawing.path(last, drawing.user("u"), drawing.end())
    return drawing


def test_tokens_that_double_stand_as_one_incident_a_place_and_take_few_statements(order: Order) -> None:
    publish("QT-ĐÔI", doubling())
    with CaptureQueriesContext(connection) as asked:
        start("QT-ĐÔI")
    incidents = list(Incident.objects.values_list("error_code", flat=True))
    assert set(incidents) == {"loop_without_wait"}
    assert len(incidents) < 10
    assert Token.objects.count() == len(incidents)
    assert len(asked) < 300


def test_many_incidents_of_one_step_are_written_together(order: Order) -> None:
    drawing = Drawing()
    drawing.start()
    inner = (
        "<b:multiInstanceLoopCharacteristics><b:loopCardinality>500</b:loopCardinality>"
        '</b:multiInstanceLoopCharacteristics><b:startEvent id="is"/><b:userTask id="x"/>'
        '<b:sequenceFlow id="if" sourceRef="is" targetRef="g"/><b:exclusiveGateway id="g"/>'
        '<b:sequenceFlow id="g1" sourceRef="g" targetRef="x">'
        "<b:conditionExpression>khong_co</b:conditionExpression></b:sequenceFlow>"
    )
    drawing.add("subProcess", "sub", inner=inner)
    drawing.path("s", "sub", drawing.end())
    publish("QT-NHIỀU", drawing)
    with CaptureQueriesContext(connection) as asked:
        start("QT-NHIỀU")
    assert Incident.objects.open().filter(node="g").count() == 500
    inserts = [one for one in asked.captured_queries if one["sql"].startswith('INSERT INTO "process_incident"')]
    assert len(inserts) <= 1


def test_a_signal_thrown_in_an_endless_loop_is_not_told_endlessly(order: Order) -> None:
    publish("QT-NGHE", listener())
    start("QT-NGHE", subject="order:1")
    drawing = Drawing()
    drawing.start()
    drawing.gateway("m")
    drawing.add("intermediateThrowEvent", "t", inner=drawing.signal("khac"))
    drawing.path("s", "m", "t", "m")
    publish("QT-KÊU", drawing)
    with CaptureQueriesContext(connection) as asked:
        start("QT-KÊU", subject="order:2")
    assert Incident.objects.get().error_code == "loop_without_wait"
    assert len(asked) < 4_000
    assert not SignalDelivery.objects.exists()


def waiting_caller(called: str) -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.add("callActivity", "call", calledElement=called)
    drawing.path("s", drawing.catch("rest", after("PT1S")), "call", drawing.end())
    return drawing


def test_processes_that_call_each_other_around_a_wait_stop_at_a_depth_with_an_incident(order: Order) -> None:
    """Publishing refuses such a circle; versions that came another way, or at the same moment, are stopped here."""
    publish("QT-B", plain())
    publish("QT-A", waiting_caller("QT-B"))
    _slip_in("QT-B", waiting_caller("QT-A"))
    start("QT-A")
    now = w.NOW
    for _ in range(MOST_DEPTH + 20):
        now += timedelta(seconds=2)
        actions.fire_due_timers(now=now)
    incident = Incident.objects.get()
    assert (incident.node, incident.error_code) == ("call", "calls_without_end")
    assert "gọi lẫn nhau không có điểm dừng" in incident.error
    assert "call each other without end" in incident.error_en
    assert Instance.objects.count() == MOST_DEPTH


def test_processes_that_call_each_other_without_a_wait_stop_in_their_step(order: Order) -> None:
    publish("QT-B", plain())
    publish("QT-A", caller("QT-B"))
    _slip_in("QT-B", caller("QT-A"))
    start("QT-A")
    assert Incident.objects.get().error_code == "calls_without_end"
    assert Instance.objects.count() == MOST_DEPTH


def _slip_in(key: str, drawing: Drawing) -> None:
    """Put another drawing into force behind the check's back."""
    drawing.lines.insert(0, f'<b:extensionElements><t:process key="{key}"/></b:extensionElements>')
    Version.objects.filter(process__key=key).update(bpmn=drawing.xml().decode())
    compiled.cache_clear()


def test_a_circle_over_a_version_on_trial_is_refused_on_the_element(order: Order) -> None:
    publish("QT-B", plain())
    publish("QT-A", plain("old"))
    trial = caller("QT-B")
    trial.lines.insert(0, '<b:extensionElements><t:process key="QT-A"/></b:extensionElements>')
    process = Version.objects.get(process__key="QT-A").process
    draft = actions.save_draft(process, bpmn=trial.xml().decode(), revision=0, by=None, now=w.NOW)
    actions.publish(draft, by=None, reason="thử", now=w.NOW, share=50)
    back = caller("QT-A")
    back.lines.insert(0, '<b:extensionElements><t:process key="QT-B"/></b:extensionElements>')
    found = actions.check_drawing(back.xml().decode())
    assert [(one.code, one.element_id) for one in found if one.severity == "error"] == [("call_in_circle", "call")]


def test_what_a_loop_cannot_count_is_said_briefly(order: Order) -> None:
    drawing = Drawing()
    drawing.start()
    kind = "multiInstanceLoopCharacteristics"
    drawing.add("userTask", "u", inner=f"<b:{kind}><b:loopCardinality>s</b:loopCardinality></b:{kind}>")
    drawing.path("s", "u", drawing.end())
    publish("QT-ĐẾM", drawing)
    start("QT-ĐẾM", variables={"s": "x" * 500_000})
    assert len(Incident.objects.get().error) < 300
    assert stands() == [("u", "incident")]


def test_a_cycle_of_seconds_that_began_long_ago_does_not_fire_for_what_is_over_and_keeps_its_beat(
    order: Order,
) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("u")
    begun = "<b:timerEventDefinition><b:timeCycle>R/1970-01-01T00:00:00Z/PT7S</b:timeCycle></b:timerEventDefinition>"
    drawing.boundary("b", "u", begun, interrupting=False)
    drawing.path("b", drawing.end("e2"))
    drawing.path("s", "u", drawing.end())
    publish("QT-XƯA", drawing)
    start("QT-XƯA")
    first = Token.objects.get(node="b").due_at
    assert first is not None
    assert timedelta(0) <= first - w.NOW <= timedelta(seconds=7)
    assert sum(actions.fire_due_timers(now=LATER) for _ in range(5)) == 1  # what was missed fires once
    due = Token.objects.get(node="b").due_at
    assert due is not None
    assert timedelta(0) < due - LATER <= timedelta(seconds=7)
    assert due.timestamp() % 7 == 0  # in the same beat as ever
