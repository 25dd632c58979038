"""A case that is given away leaves the pages of those who had it, at once and without reload."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tantam.cases import actions
from tantam.cases.actions import telling
from tantam.cases.models import Case
from tantam.cases.tests import desk
from tantam.core.facts import Actor
from tantam.organisation.models import Agent, Appointment, Reach
from tantam.organisation.stream import within_reach_of
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return desk.build_desk()


@pytest.fixture
def told(monkeypatch) -> list[dict[str, object]]:
    """What the desk announces."""
    heard: list[dict[str, object]] = []
    monkeypatch.setattr(telling, "announce", lambda topic, **values: heard.append({"topic": topic, **values}))
    return heard


def _hears(agent: Agent, told: list[dict[str, object]], case: Case) -> bool:
    """Whether one of the announcements of the case concerns the person, as the server in front decides it."""
    wanted = within_reach_of(Agent.objects.get(pk=agent.pk))
    mine = [one for one in told if one["topic"] == "case" and one["id"] == case.pk]
    return any(not wanted or any(one.items() >= each.items() for each in wanted) for one in mine)


def _give(case: Case, world: w.World, to: Agent | None, *, team=None) -> None:
    by = Actor.agent(world.head.pk)
    actions.assign(case, team=team or world.support, assignee=to, by=by, now=w.NOW)


def test_the_team_that_had_it_and_the_team_that_gets_it_are_both_told(world, told):
    case = desk.a_case(world)
    _give(case, world, world.agent)
    told.clear()
    _give(case, world, world.colleague, team=world.repairs)
    assert [_hears(one, told, case) for one in (world.agent, world.colleague, world.head, world.stranger)] == [
        True, True, True, False,
    ]  # fmt: skip


def test_who_sees_only_their_own_is_told_when_it_is_taken_from_them(world, told):
    Appointment.objects.filter(agent__in=[world.agent, world.colleague]).update(reach=Reach.OWN)
    case = desk.a_case(world)
    _give(case, world, world.agent)
    told.clear()
    _give(case, world, world.colleague)
    assert (_hears(world.agent, told, case), _hears(world.colleague, told, case)) == (True, True)


def test_classifying_into_another_team_tells_the_one_that_had_it(world, told):
    case = desk.a_case(world)
    told.clear()
    by = Actor.agent(world.head.pk)
    actions.classify(case, kind="warranty", urgency="normal", team=world.repairs, by=by, now=w.NOW)
    assert (_hears(world.agent, told, case), _hears(world.colleague, told, case)) == (True, True)


def test_what_stays_is_told_once(world, told):
    case = desk.a_case(world)
    told.clear()
    actions.classify(case, kind="complaint", urgency="high", by=Actor.agent(world.head.pk), now=w.NOW)
    assert len({tuple(sorted(one.items(), key=str)) for one in told}) == 1


def test_the_open_page_of_who_lost_it_says_so_and_shows_nothing_of_it(world, client):
    case = desk.a_case(world)
    _give(case, world, world.colleague, team=world.repairs)
    client.force_login(world.agent)
    answer = client.get(reverse("case_live", args=[case.number]), HTTP_HX_REQUEST="true")
    page = answer.content.decode()
    assert answer.status_code == 404  # whose body htmx swaps nowhere: all that is to be seen comes in parts
    assert (
        "Phiếu không còn ở chỗ bạn" in page.split('<hx-partial hx-target="#case-stream"')[1].split("</hx-partial>")[0]
    )
    assert case.number not in page
    assert case.customer.name not in page
    rows = client.get(reverse("inbox_rows"), {"view": "all"}, HTTP_HX_REQUEST="true").content.decode()
    assert case.number not in rows
