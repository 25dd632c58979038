"""A promise that is missed goes up the line, step by step; a person is told once of however many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from tantam.cases import actions
from tantam.cases.actions import Answer
from tantam.cases.jobs import watch_clocks
from tantam.cases.models import Case, Clock, Escalation, EscalationStep, Outcome
from tantam.cases.tests import desk
from tantam.core.facts import PROCESS, Actor
from tantam.organisation.models import Absence, Agent, Notice, Reach, Role, Team, WorkingHours
from tantam.organisation.queries import forget_calendars
from tantam.organisation.registry import notice_kinds
from tantam.process import actions as process
from tests import world as w

pytestmark = pytest.mark.django_db

#: A first answer is promised within half an hour: warned after 22:30 minutes, missed after 30.
WARNED, MISSED = w.NOW + timedelta(minutes=23), w.NOW + timedelta(minutes=31)


@pytest.fixture
def world() -> Iterator[w.World]:
    """A shop without a process, whose head reports to a director."""
    made = w.build_world()
    director = w.person("binh", "Lê Thanh Bình", role=Role.ADMINISTRATOR, team=None, reach=Reach.ALL)
    Agent.objects.filter(pk=made.head.pk).update(reports_to=director)
    with translation.override("en"):
        yield made


def _case(world: w.World, *, to: Agent | None = None, now: datetime = w.NOW) -> Case:
    w.send_in(world.mailbox, w.mail(), now=now)
    case = Case.objects.select_related("team", "assignee").latest("id")
    if to is not None:
        actions.assign(case, team=case.team, assignee=to, by=PROCESS, now=now)
    return Case.objects.select_related("team", "assignee").latest("id")


def _told(kind: str) -> list[tuple[str, str]]:
    """Who was told, and in which words."""
    words = notice_kinds()[kind].words
    found = Notice.objects.filter(kind=kind).select_related("agent").order_by("id")
    return [(one.agent.username, words(one.said, one.times)) for one in found]


def _steps() -> list[tuple[str, int, bool]]:
    found = Escalation.objects.select_related("to").order_by("id")
    return [(one.to.username if one.to else "", one.step, one.settled_at is not None) for one in found]


def test_whoever_is_responsible_is_warned_once(world):
    case = _case(world, to=world.agent)
    watch_clocks(WARNED)
    watch_clocks(WARNED + timedelta(minutes=1))
    assert _told("clock.soon") == [("khoi", f"{case.number} is running out of time: first response")]
    assert Notice.objects.get().times == 1


def test_a_ticket_of_nobody_warns_the_head(world):
    _case(world)
    watch_clocks(WARNED)
    assert [who for who, _ in _told("clock.soon")] == ["uyen"]


def test_a_missed_promise_goes_to_the_head_and_then_up_each_step_after_its_time(world):
    case = _case(world, to=world.agent)
    watch_clocks(MISSED)
    assert _steps() == [("uyen", 1, False)]
    assert ("uyen", f"{case.number} has missed its time: first response") in _told("clock.late")
    watch_clocks(MISSED + timedelta(minutes=58))
    assert len(_steps()) == 1
    watch_clocks(MISSED + timedelta(minutes=61))
    assert _steps() == [("uyen", 1, False), ("binh", 2, False)]
    watch_clocks(MISSED + timedelta(days=20))
    assert len(_steps()) == 2  # nobody is above the director


def test_the_times_between_the_steps_are_those_that_were_set(world):
    for number, minutes in enumerate((5, 10), start=1):
        EscalationStep.objects.create(number=number, after_minutes=minutes)
    _case(world, to=world.agent)
    for minutes, steps in [(30, 0), (35, 1), (44, 1), (45, 2)]:
        watch_clocks(w.NOW + timedelta(minutes=minutes, seconds=1))
        assert len(_steps()) == steps, minutes


def test_the_deputy_hears_of_it_for_who_is_gone_and_a_circle_ends(world):
    Agent.objects.filter(pk=world.head.pk).update(is_active=False, deputy=world.colleague)
    Agent.objects.filter(username="binh").update(reports_to=world.head)
    _case(world, to=world.agent)
    watch_clocks(MISSED)
    watch_clocks(MISSED + timedelta(days=1))
    watch_clocks(MISSED + timedelta(days=9))
    assert [who for who, _, _ in _steps()] == ["vinh", "binh"]


def test_for_who_is_on_leave_whoever_stands_in_on_those_days_hears_of_it(world):
    leave = {"agent": world.head, "since": date(2026, 11, 20), "until": date(2026, 11, 23)}
    Absence.objects.create(at=w.NOW, deputy=world.colleague, **leave)
    _case(world)
    watch_clocks(WARNED)
    assert [who for who, _ in _told("clock.soon")] == ["vinh"]
    watch_clocks(MISSED)
    assert [who for who, _, _ in _steps()] == ["vinh"]
    w.send_in(world.mailbox, w.mail(message_id="<2@khach.example>"), now=w.NOW + timedelta(days=1))
    watch_clocks(MISSED + timedelta(days=1))
    assert [who for who, step, _ in _steps() if step == 1] == ["vinh", "uyen"]


def test_where_nobody_stands_in_the_next_one_up_hears_of_it_and_the_person_on_leave_is_not_called(world):
    Absence.objects.create(at=w.NOW, agent=world.head, since=date(2026, 11, 23), until=date(2026, 11, 27))
    Absence.objects.create(at=w.NOW, agent=world.agent, since=date(2026, 11, 23), until=date(2026, 11, 23))
    _case(world, to=world.agent)
    watch_clocks(WARNED)
    watch_clocks(MISSED)
    assert ([who for who, _ in _told("clock.soon")], [who for who, _, _ in _steps()]) == (["binh"], ["binh"])


def test_without_a_head_it_goes_to_who_is_above_the_assignee(world):
    Team.objects.update(head=None)
    Agent.objects.filter(pk=world.agent.pk).update(reports_to=world.owner)
    _case(world, to=world.agent)
    watch_clocks(MISSED)
    assert _steps() == [("nhat", 1, False)]


def test_where_nobody_is_above_it_is_kept_that_it_was_to_go_up(world):
    Team.objects.update(head=None)
    _case(world, to=world.agent)
    watch_clocks(MISSED)
    watch_clocks(MISSED + timedelta(days=9))
    assert _steps() == [("", 1, False)]


def test_the_head_who_has_it_is_passed_over(world):
    _case(world, to=world.head)
    watch_clocks(MISSED)
    assert _steps() == [("binh", 1, False)]


def test_an_answer_settles_it_and_the_next_missed_promise_is_taken_up_anew(world):
    case = _case(world, to=world.agent)
    watch_clocks(MISSED)
    actions.reply(case, answer=Answer(text="Dạ em đây ạ"), by=world.agent, now=MISSED + timedelta(minutes=1))
    assert _steps() == [("uyen", 1, True)]
    watch_clocks(MISSED + timedelta(days=2))
    assert len(_steps()) == 1
    again = w.mail(message_id="<2@khach.example>", subject=f"Re: [{case.number}]", text="Sao lâu thế?")
    w.send_in(world.mailbox, again, now=MISSED + timedelta(minutes=2))
    watch_clocks(MISSED + timedelta(days=2))
    assert _steps()[0] == ("uyen", 1, True)
    assert ("uyen", 1, False) in _steps()


def test_what_a_person_took_higher_is_told_and_settled_by_hand_or_by_closing(world):
    case = _case(world, to=world.agent)
    by = Actor.agent(world.agent.pk)
    taken = actions.escalate(case, reason="Khách doạ đăng báo", by=by, now=w.NOW)
    assert _told("case.escalated") == [("uyen", f"Phùng Bá Khôi takes {case.number} to you")]
    actions.settle(taken, now=w.NOW)
    assert _steps() == [("uyen", 0, True)]
    actions.escalate(case, reason="Lại nữa", by=by, now=w.NOW)
    actions.close(case, outcome=Outcome.RESOLVED, by=by, now=w.NOW + timedelta(minutes=1))
    assert _steps() == [("uyen", 0, True), ("uyen", 0, True)]


def test_two_promises_of_one_ticket_missed_together_are_one_escalation(world, settings):
    settings.DEMO = True
    w.publish_process("qt-01-v3.bpmn", key="QT-01")
    case = _case(world)
    process.start("QT-01", subject=case.fact_subject, labels={}, now=w.NOW)
    assert Clock.objects.filter(case=case, stopped_at=None).count() == 2
    watch_clocks(w.NOW + timedelta(minutes=40))
    assert Clock.objects.filter(case=case, breached_at__isnull=False).count() == 2
    assert len(_steps()) == 1


def test_a_house_that_was_away_tells_each_person_once_of_all(world, client):
    desk.many_cases(world, 250)
    calendar = world.support.calendar_id
    Clock.objects.bulk_create(
        Clock(case=case, kind="first-response", calendar_id=calendar, promised_seconds=60, started_at=w.NOW,
              due_at=w.NOW, warn_at=w.NOW)
        for case in Case.objects.all()
    )  # fmt: skip
    watch_clocks(w.NOW + timedelta(minutes=1))
    late = Notice.objects.filter(kind="clock.late")
    assert {(one.agent.username, one.times) for one in late} == {("khoi", 250), ("uyen", 250)}
    assert Notice.objects.count() == 2
    number = late[0].said["number"]
    assert _told("clock.late")[0][1] == f"{number} and 249 more tickets have missed their time"
    page = w.signed_in(client, world.head).get(reverse("notices")).content.decode()
    assert f'href="{reverse("inbox")}?view=overdue"' in page


def test_a_private_ticket_of_nobody_is_not_told_to_who_does_not_see_it(world):
    case = _case(world)
    actions.make_private(case, by=world.agent, now=w.NOW)
    watch_clocks(WARNED)
    assert _told("clock.soon") == []


def test_a_calendar_that_never_opens_stops_neither_mail_nor_the_watch(world):
    WorkingHours.objects.all().delete()
    forget_calendars()
    case = _case(world, to=world.agent)
    assert case.due_at == w.NOW + timedelta(minutes=30)
    watch_clocks(MISSED)
    assert _steps() == [("uyen", 1, False)]
