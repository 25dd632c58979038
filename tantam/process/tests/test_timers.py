"""A timer whose step breaks: an incident on its element, seen, tried again, in nobody's way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse

from tantam.process import actions, registry
from tantam.process.models import Deviation, Incident, Instance, Process, Token
from tantam.process.queries import Filters, heat_map, overview
from tests import world as w

pytestmark = pytest.mark.django_db

DRAWN = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d">
  <bpmn:process id="p" name="Thử" isExecutable="true">
    <bpmn:startEvent id="s"/><bpmn:userTask id="lam" name="Làm"/><bpmn:endEvent id="e"/>
    <bpmn:boundaryEvent id="qua_han" name="Quá hạn" attachedToRef="lam" cancelActivity="false">
      <bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:userTask id="nhac" name="Nhắc"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="lam"/>
    <bpmn:sequenceFlow id="f2" sourceRef="lam" targetRef="e"/>
    <bpmn:sequenceFlow id="f3" sourceRef="qua_han" targetRef="nhac"/>
  </bpmn:process>
</bpmn:definitions>
"""
DUE = w.NOW + timedelta(hours=1)


class Follower:
    """What the app above does with a step; breaks when the reminder is offered, as long as `error` is set."""

    error: Exception | None = None

    def moved(self, subject_id: int, moves: Sequence[registry.Move], now: datetime) -> None:
        if self.error is not None and any(move.node and move.node.id == "nhac" for move in moves):
            raise self.error


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


@pytest.fixture
def above() -> Iterator[Follower]:
    following = Follower()
    registry.follower("order")(following.moved)
    yield following
    registry._followers.pop("order")


@pytest.fixture
def instance(world) -> Instance:
    process = Process.objects.create(key="QT-T", name="Thử", created_at=w.NOW)
    draft = actions.save_draft(process, bpmn=DRAWN, revision=0, by=None, now=w.NOW)
    actions.publish(draft, by=None, reason="thử", now=w.NOW)
    started = actions.start("QT-T", subject="order:7", labels={}, now=w.NOW)
    assert started is not None
    return started


def _stands(instance: Instance) -> list[tuple[str, str]]:
    return sorted(Token.objects.filter(instance=instance).values_list("node", "state"))


def test_it_stands_as_an_incident_on_its_element_and_is_not_fired_every_second(above, instance):
    above.error = ValueError("hỏng")
    assert actions.fire_due_timers(now=DUE) == 0
    incident = Incident.objects.get()
    assert (incident.node, incident.error_code, incident.next_attempt_at) == ("qua_han", "action-broke", None)
    assert incident.error.splitlines() == [
        "Chương trình hỏng ở bước này. Việc đang làm vẫn được giữ; hãy báo người vận hành phần mềm.",
        "ValueError: hỏng",
    ]
    assert incident.error_en == (
        "The program failed in this step. What it was about is kept; tell those who run this program.\nValueError: hỏng"
    )
    assert _stands(instance) == [("lam", "waiting"), ("qua_han", "incident")]
    assert not Token.objects.due(at=DUE + timedelta(days=1)).exists()


def test_the_map_and_the_list_of_processes_count_it_and_the_step_stays_one(above, instance):
    above.error = ValueError("hỏng")
    actions.fire_due_timers(now=DUE)
    found = heat_map(instance.version_id, filters=Filters(), now=DUE)
    assert (found.steps["qua_han"].incidents, found.steps["qua_han"].standing) == (1, 0)
    assert (found.incidents, found.standing) == (1, 1)
    (line,) = overview(now=DUE)
    assert (line.incidents, line.running) == (1, 1)


@pytest.mark.parametrize("mends", ["head", "owner"])
def test_the_head_and_the_owner_try_it_again_and_it_goes_on(above, instance, world, client, mends):
    above.error = ValueError("hỏng")
    actions.fire_due_timers(now=DUE)
    visitor = w.signed_in(client, getattr(world, mends))
    assert "Thử lại" in visitor.get(reverse("process_incidents", args=["QT-T"])).content.decode()
    retry = reverse("process_retry", args=["QT-T", Incident.objects.get().pk])
    assert "vẫn lỗi" in visitor.post(retry, follow=True).content.decode()
    assert Incident.objects.get().attempts == 2
    above.error = None
    visitor.post(retry)
    assert Incident.objects.get().settled_by == getattr(world, mends)
    assert _stands(instance) == [("lam", "waiting"), ("nhac", "waiting")]


def test_an_agent_does_not_mend(above, instance, world, client):
    above.error = ValueError("hỏng")
    actions.fire_due_timers(now=DUE)
    agent = w.signed_in(client, world.agent)
    assert "Thử lại" not in agent.get(reverse("process_incidents", args=["QT-T"])).content.decode()
    for name in ("process_retry", "process_skip"):
        assert agent.post(reverse(name, args=["QT-T", Incident.objects.get().pk]), {"reason": "x"}).status_code == 403
    assert Incident.objects.open().count() == 1


def test_left_out_with_a_reason_the_step_goes_on_without_the_reminder(above, instance, world):
    above.error = ValueError("hỏng")
    actions.fire_due_timers(now=DUE)
    actions.skip_incident(Incident.objects.get(), by=world.head, reason="đã gọi", now=DUE)
    assert _stands(instance) == [("lam", "waiting")]
    assert Deviation.objects.values_list("from_node", "reason").get() == ("qua_han", "đã gọi")
    assert Incident.objects.open().count() == 0


def test_what_may_pass_is_tried_again_by_itself(above, instance):
    above.error = OperationalError("bận")
    actions.fire_due_timers(now=DUE)
    assert Incident.objects.get().next_attempt_at == DUE + timedelta(minutes=1)
    above.error = None
    assert actions.retry_due_incidents(now=DUE + timedelta(minutes=1)) == 1
    assert _stands(instance) == [("lam", "waiting"), ("nhac", "waiting")]


def test_one_that_cannot_even_be_written_down_lets_the_others_go_first(instance):
    @registry.follower("order")
    def moved(subject_id: int, moves: Sequence[registry.Move], now: datetime) -> None:
        raise ValueError("hỏng")

    try:
        actions.fire_due_timers(now=DUE)
    finally:
        registry._followers.pop("order")
    assert not Token.objects.due(at=DUE).exists()
    assert Token.objects.get(node="qua_han").due_at == DUE + timedelta(minutes=1)
