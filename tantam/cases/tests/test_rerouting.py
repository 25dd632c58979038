"""Work that waits goes to whoever is there: the next one by asking, from who is gone for the day, from the queue."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from tantam.cases import actions
from tantam.cases.context.wording import words_of
from tantam.cases.models import Case, Entry
from tantam.core.facts import PROCESS
from tantam.organisation import actions as organisation
from tantam.organisation.models import Absence, Agent, Presence, Reach, Role
from tests import world as w

TODAY = date(2026, 11, 23)
SOON, TOMORROW = w.NOW + timedelta(hours=2), w.NOW + timedelta(days=2)


@pytest.fixture
def world(db, settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


def _case(world: w.World, *, whom: Agent | None = None, **values: object) -> Case:
    number = Case.objects.count()
    given = {"team": world.support, "due_at": SOON, "opened_at": w.NOW, "last_entry_at": w.NOW} | values
    return Case.objects.create(
        number=f"TT-26-7{number:05}", brand=world.brand, customer=w.customer(world.brand), channel_kind="email",
        subject=f"Việc {number}", assignee=whom, **given,
    )  # fmt: skip


def _second(world: w.World) -> Agent:
    return w.person("chi", "Lục Mai Chi", role=Role.AGENT, team=world.support, reach=Reach.TEAM)


def _said(case: Case) -> str:
    entry = Entry.objects.filter(case=case, data__what="assigned").latest("id")
    with translation.override("vi"):
        return words_of(entry)


def test_the_next_for_me_is_what_is_due_first_in_the_queues_of_my_teams(world):
    late = _case(world, due_at=TOMORROW)
    soon = _case(world)
    _case(world, team=world.repairs, due_at=w.NOW)
    _case(world, whom=world.head, due_at=w.NOW)
    _case(world, is_private=True, due_at=w.NOW)
    _case(world, state=Case.State.WAITING, due_at=w.NOW)
    taken = [actions.take_next(world.agent, now=w.NOW) for _number in range(3)]
    assert taken == [soon, late, None]
    assert Case.objects.get(pk=soon.pk).assignee == world.agent


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_two(settings):
    settings.DEMO = True
    world = w.build_world()
    second = _second(world)
    for _number in range(20):
        _case(world)
    taken: list[int] = []

    def work(agent: Agent) -> None:
        try:
            while (case := actions.take_next(agent, now=w.NOW)) is not None:
                taken.append(case.pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(agent,)) for agent in (world.agent, second)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert len(taken) == len(set(taken)) == 20


def test_the_desk_opens_the_next_ticket_or_says_that_nothing_waits(world, client):
    case = _case(world)
    w.signed_in(client, world.agent)
    assert "Nhận phiếu tiếp theo" in client.get(reverse("inbox"), {"view": "unassigned"}).content.decode()
    assert client.post(reverse("take_next")).url == reverse("case", args=[case.number])
    assert client.post(reverse("take_next"), follow=True).status_code == 200
    assert client.get(reverse("take_next")).status_code == 405
    w.signed_in(client, world.stranger)
    assert client.post(reverse("take_next")).status_code == 403


def test_who_leaves_for_the_day_keeps_what_can_wait_and_gives_the_rest_to_who_is_there(world):
    second = _second(world)
    now = timezone.now()
    urgent = _case(world, whom=world.agent, due_at=now)
    can_wait = _case(world, whom=world.agent, due_at=now + timedelta(days=3))
    answered = _case(world, whom=world.agent, due_at=now, awaits_answer=False)
    organisation.go_away(world.agent, until=organisation.end_of_day(now), by=world.agent, now=now)
    w.settle(now=now)
    assert Case.objects.get(pk=urgent.pk).assignee == second
    assert _said(urgent).endswith("; không giao cho Phùng Bá Khôi (đang vắng)")
    assert {Case.objects.get(pk=one.pk).assignee for one in (can_wait, answered)} == {world.agent}


def test_away_for_half_an_hour_moves_nothing(world):
    _second(world)
    now = timezone.now()
    case = _case(world, whom=world.agent, due_at=now)
    organisation.go_away(world.agent, until=now, by=world.agent, now=now)
    w.settle(now=now)
    assert Case.objects.get(pk=case.pk).assignee == world.agent


def test_where_nobody_else_is_there_it_stays_with_who_left(world):
    case = _case(world, whom=world.agent)
    Presence.objects.create(agent=world.agent, away_since=w.NOW, away_until=None)
    assert actions.reroute(world.agent.pk, until=TOMORROW, now=w.NOW) == 0
    assert Case.objects.get(pk=case.pk).assignee == world.agent
    assert not Entry.objects.filter(case=case).exists()


def test_what_waits_for_somebody_on_leave_goes_to_who_stands_in_as_soon_as_the_leave_begins(world):
    second = _second(world)
    case = _case(world, whom=world.agent)
    Absence.objects.create(agent=world.agent, since=TODAY, until=date(2026, 12, 22), deputy=second, at=w.NOW)
    assert actions.reroute_absent(now=w.NOW - timedelta(days=1)) == 0
    assert actions.reroute_absent(now=w.NOW) == 1
    assert Case.objects.get(pk=case.pk).assignee == second
    assert _said(case) == "Quy trình giao phiếu cho Lục Mai Chi, người làm thay cho Phùng Bá Khôi"
    assert actions.reroute_absent(now=w.NOW) == 0


def test_what_came_while_nobody_was_at_work_is_given_out_as_soon_as_somebody_is(world):
    Presence.objects.create(agent=world.agent, away_since=w.NOW, away_until=SOON)
    case = _case(world)
    actions.assign_by_rule(case, by=PROCESS, now=w.NOW)
    assert Case.objects.get(pk=case.pk).assigned_because == "nobody-at-work"
    assert actions.hand_out_waiting(now=w.NOW) == 0
    assert Entry.objects.filter(case=case).count() == 1
    assert actions.hand_out_waiting(now=SOON) == 1
    assert Case.objects.get(pk=case.pk).assignee == world.agent
