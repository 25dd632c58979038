"""Which way cases went: counted among those that came in the period, with numbers worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from tantam.organisation.models import Agent
from tantam.process.actions import publish, roll_up_days, save_draft
from tantam.process.models import Changeover, Process, Token, Version, Visit
from tantam.process.queries import Filters, Side, compare_with, heat_map
from tantam.process.queries.stays import Came, forget_stays
from tantam.process.tests.drawn import SIMPLE, instance, stand, visit
from tantam.process.values.periods import HANOI, midnight
from tests import world as w

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
#: The gateway waits for an answer, or for a week.
WAITING = (
    SIMPLE.replace('<bpmn:exclusiveGateway id="g" name="Xong chưa?" default="to_e"/>',
                   '<bpmn:eventBasedGateway id="g" name="Chờ khách"/>')
    .replace('<bpmn:userTask id="b" name="Hỏi thêm"/>',
             '<bpmn:intermediateCatchEvent id="b" name="Khách trả lời">'
             '<bpmn:messageEventDefinition id="md" messageRef="m"/></bpmn:intermediateCatchEvent>'
             '<bpmn:intermediateCatchEvent id="c" name="7 ngày"><bpmn:timerEventDefinition id="td">'
             "<bpmn:timeDuration>P7D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>")
    .replace('<bpmn:process id="p"', '<bpmn:message id="m" name="customer.message"/><bpmn:process id="p"')
    .replace("<bpmn:conditionExpression>xong = false</bpmn:conditionExpression>", "")
    .replace('<bpmn:sequenceFlow id="to_e" sourceRef="g" targetRef="e"/>',
             '<bpmn:sequenceFlow id="to_c" name="Hết tuần" sourceRef="g" targetRef="c"/>'
             '<bpmn:sequenceFlow id="to_e" sourceRef="c" targetRef="e"/>')
    .replace("<bpmn:flowNodeRef>b</bpmn:flowNodeRef>",
             "<bpmn:flowNodeRef>b</bpmn:flowNodeRef><bpmn:flowNodeRef>c</bpmn:flowNodeRef>")
    .replace('<bpmndi:BPMNShape id="e_di"', '<bpmndi:BPMNShape id="c_di" bpmnElement="c"><dc:Bounds x="500" y="220" '
             'width="36" height="36"/></bpmndi:BPMNShape><bpmndi:BPMNShape id="e_di"')
)  # fmt: skip


def _published(bpmn: str) -> Version:
    process, _ = Process.objects.get_or_create(key="QT-09", defaults={"name": "Thử", "created_at": w.NOW})
    draft = save_draft(process, bpmn=bpmn, revision=0, by=None, now=w.NOW - 40 * DAY)
    return publish(draft, by=None, reason="thử", now=w.NOW - 40 * DAY)


@pytest.fixture
def waiting(settings: Any) -> Version:
    """Last week 25 came to the gateway: eleven answered within the hour, after the week ten had not, four are still
    awaited. This week five came, of whom two answered."""
    settings.UI_ASSETS_REQUIRED = False
    forget_stays()
    w.build_world()
    version = _published(WAITING)
    asked, again = w.NOW - 9 * DAY, w.NOW - 3 * DAY
    for left_at, way, times in ((asked, "b", 11), (asked + 7 * DAY, "c", 10), (again, "b", 2)):
        stayed = 7 * DAY if way == "c" else HOUR
        for _ in range(times):
            visit(version, way, left_at=left_at, seconds=stayed.total_seconds(), via=f"to_{way}", channel="zalo")
            visit(version, "g", left_at=left_at, seconds=stayed.total_seconds(), via="to_g", channel="zalo")
    run = instance(version, channel="zalo")
    for since, times in ((asked, 4), (again, 3)):
        for _ in range(times):
            stand(run, "g", since=since, state=Token.State.CHOOSING)
    return version


def _compared(version: Version, **narrowed: Any):
    filters = Filters(days=7, **narrowed)
    found = heat_map(version.pk, filters=filters, now=w.NOW)
    side = Side(version=version, period=filters.period(w.NOW).before)
    return found, compare_with(found, side, filters=filters, now=w.NOW)


@pytest.mark.parametrize("narrowed", [{}, {"channel": "zalo"}, {"team": ""}])
@pytest.mark.parametrize("is_summed", [False, True])
def test_ways_are_of_those_that_came_in_the_period_whenever_they_left(waiting, narrowed, is_summed):
    if is_summed:
        roll_up_days(now=w.NOW)
        Visit.objects.filter(left_at__lt=w.NOW - DAY).delete()
    found, against = _compared(waiting, **narrowed)
    assert (against.shares, against.ways.undecided) == ({"to_b": 0.44, "to_c": 0.4}, {"g": 4})
    assert against.ways.taken == {"to_b": 11, "to_c": 10}
    assert (found.shares, found.ways.undecided) == ({"to_b": 0.4, "to_c": 0}, {"g": 3})
    assert found.steps["c"].lengths.count == 10  # they left this week: how long they stayed is told then


def test_a_part_of_a_day_is_counted_at_the_edges_of_a_period():
    came = Came(since=midnight(date(2026, 11, 10)), until=midnight(date(2026, 11, 17)))
    assert came.part(date(2026, 11, 12), 3600) == 1
    assert came.part(date(2026, 11, 10), 6 * 3600) == 0.75  # who left before six had come the day before
    assert came.part(date(2026, 11, 17), 6 * 3600) == 0.25
    assert came.part(date(2026, 11, 23), 7 * 86_400) == 1
    assert came.part(date(2026, 11, 24), 7 * 86_400) == 0
    noon = Came(since=midnight(date(2026, 11, 10)) + timedelta(hours=12))
    assert noon.part(date(2026, 11, 10), 0) == 1  # nobody had left before
    assert noon.since.tzinfo is HANOI


def test_the_page_says_how_many_went_and_how_many_are_undecided(waiting, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.NOW)
    client.force_login(Agent.objects.get(username="uyen"))
    page = client.get(f"{reverse('process', args=['QT-09'])}?days=7&against=before").content.decode()
    ways = page[page.index("heat-ways") :]
    for said in ("44%", ">11<", "40%", ">2<", "còn đang chờ", "16%", ">4<", "60%", ">3<"):
        assert said in ways


def test_what_was_moved_here_took_its_ways_elsewhere(waiting):
    """22 stood behind the gateway of the old version when they were moved: nobody has gone a way of the new one."""
    newer = publish(
        save_draft(waiting.process, bpmn=SIMPLE, revision=0, by=None, now=w.NOW), by=None, reason="thử",
        now=w.NOW - HOUR,
    )  # fmt: skip
    Changeover.objects.create(
        process=waiting.process, old=waiting, new=newer, node_map={}, state=Changeover.State.DONE, until_id=1, total=22,
        began_at=w.NOW, changed_at=w.NOW,
    )  # fmt: skip
    run = instance(newer)
    for number in range(22):
        token = stand(run, "b", since=w.NOW - 2 * HOUR - number * HOUR)
        Token.objects.filter(pk=token.pk).update(flow="to_b")
    found = heat_map(newer.pk, filters=Filters(), now=w.NOW)
    assert (found.steps["b"].standing, found.shares) == (22, {})
    visit(newer, "b", left_at=w.NOW, seconds=7200, via="to_b")
    visit(newer, "e", left_at=w.NOW, seconds=0, via="to_e")
    assert heat_map(newer.pk, filters=Filters(), now=w.NOW).ways.taken == {"to_b": 0, "to_e": 1}


def test_who_stood_at_a_step_when_the_period_ended_has_gone_one_way_only(waiting):
    """Ten passed the question and stood behind a yes at midnight: none of them went the way of a no."""
    version = _published(SIMPLE)
    border = Filters(days=7).period(w.NOW).since
    for _ in range(10):
        visit(version, "g", left_at=border - HOUR, seconds=0, via="to_g")
        visit(version, "b", left_at=border + HOUR, seconds=7200, via="to_b")
    _found, against = _compared(version)
    assert against.ways.taken == {"to_b": 10, "to_e": 0}
