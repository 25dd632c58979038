"""Private cases: who is named sees them, who is taken off does not, who must may open one with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tantam.cases import actions, queries
from tantam.cases.actions.refused import AlreadyPrivate, LastWhoSees, NotPrivate, PersonIsInCharge
from tantam.cases.context.wording import words_of
from tantam.cases.models import Case, CaseAccess, Entry
from tantam.cases.tests.desk import a_case, build_desk, many_cases
from tantam.core.facts import Actor
from tantam.organisation import actions as organisation
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def world(settings) -> w.World:
    settings.UI_ASSETS_REQUIRED = False
    return build_desk()


@pytest.fixture
def private(world) -> Case:
    """In the hands of the agent, who made it private."""
    case = a_case(world)
    actions.assign(case, team=world.support, assignee=world.agent, by=Actor.agent(world.head.pk), now=w.NOW)
    actions.make_private(case, by=world.agent, now=w.NOW)
    return Case.objects.get(pk=case.pk)


def _named(case: Case) -> set[str]:
    return set(CaseAccess.objects.filter(case=case).values_list("agent__username", flat=True))


def test_who_made_it_private_and_who_is_in_charge_are_named(world, private):
    assert _named(private) == {"khoi"}
    assert queries.seen_case(private.number, agent=world.agent) == private
    assert queries.seen_case(private.number, agent=world.head) is None
    with pytest.raises(AlreadyPrivate):
        actions.make_private(private, by=world.agent, now=w.NOW)


def test_the_named_see_it_at_once_from_any_team_and_those_taken_off_do_not(world, private):
    actions.give_access(private, to=world.colleague, by=world.agent, now=w.NOW)
    assert queries.seen_case(private.number, agent=world.colleague) == private
    assert [row["number"] for row in queries.list_view("all", agent=world.colleague, now=w.NOW).rows] == [
        private.number
    ]
    actions.take_access(private, of=world.colleague, by=world.agent, now=w.NOW)
    assert queries.seen_case(private.number, agent=world.colleague) is None
    said = [words_of(one) for one in Entry.objects.filter(case=private, kind="change").order_by("id")][-3:]
    assert [world.colleague.full_name in words for words in said] == [False, True, True]


def test_who_is_in_charge_and_who_sees_it_last_stay_named(world, private):
    with pytest.raises(PersonIsInCharge):
        actions.take_access(private, of=world.agent, by=world.agent, now=w.NOW)
    actions.assign(private, team=world.support, assignee=None, by=Actor.agent(world.agent.pk), now=w.NOW)
    with pytest.raises(LastWhoSees):
        actions.take_access(private, of=world.agent, by=world.agent, now=w.NOW)
    assert _named(private) == {"khoi"}


def test_whoever_is_given_it_sees_it(world, private):
    actions.assign(private, team=world.repairs, assignee=world.colleague, by=Actor.agent(world.agent.pk), now=w.NOW)
    assert _named(private) == {"khoi", "vinh"}
    assert queries.seen_case(private.number, agent=world.colleague) is not None


def test_opened_again_it_is_seen_within_reach_and_guests_keep_it(world, private):
    actions.give_access(private, to=world.stranger, by=world.agent, now=w.NOW, because=CaseAccess.Because.MENTIONED)
    actions.make_public(private, by=world.agent, now=w.NOW)
    assert queries.seen_case(private.number, agent=world.head) is not None
    assert _named(private) == {"la"}
    with pytest.raises(NotPrivate):
        actions.make_public(private, by=world.agent, now=w.NOW)


def test_a_reason_opens_it_for_a_day_and_stands_in_it(world, private, client):
    client.force_login(world.head)
    assert reverse("case_unlock", args=[private.number]) in client.get(f"/cases/{private.number}/").content.decode()
    assert reverse("case_unlock", args=["TT-26-999999"]) in client.get("/cases/TT-26-999999/").content.decode()
    nothing = client.post(reverse("case_unlock", args=[private.number]), {"reason": " "})
    assert (nothing.status_code, _named(private)) == (422, {"khoi"})
    client.post(reverse("case_unlock", args=[private.number]), {"reason": "Khôi nghỉ ốm"})
    page = client.get(f"/cases/{private.number}/")
    assert page.status_code == 200
    assert "Khôi nghỉ ốm" in page.content.decode()
    CaseAccess.objects.filter(agent=world.head).update(until=timezone.now() - timedelta(seconds=1))
    assert client.get(f"/cases/{private.number}/").status_code == 404


def test_the_sheet_names_and_takes_off_and_says_why_not(world, private, client):
    client.force_login(world.agent)
    address = reverse("case_access_change", args=[private.number])
    given = client.post(address, {"do": "give", "agent": world.colleague.pk}, **HX)
    assert (given.status_code, world.colleague.full_name in given.content.decode()) == (200, True)
    assert client.post(address, {"do": "give", "agent": "99999"}, **HX).status_code == 422
    refused = client.post(address, {"do": "take", "agent": world.agent.pk}, **HX)
    assert (refused.status_code, 'role="alert"' in refused.content.decode()) == (409, True)
    client.force_login(world.colleague)
    left = client.post(address, {"do": "take", "agent": world.colleague.pk}, **HX)
    assert left.headers["HX-Redirect"] == reverse("inbox")
    assert _named(private) == {"khoi"}


def test_when_the_only_one_named_leaves_the_head_of_the_team_takes_over(world, private):
    actions.assign(private, team=world.support, assignee=None, by=Actor.agent(world.agent.pk), now=w.NOW)
    organisation.let_go(world.agent, successor=None, by=world.owner, now=w.NOW)
    w.settle()
    assert _named(private) == {"uyen"}
    assert queries.seen_case(private.number, agent=world.head) is not None


def test_the_list_costs_as_many_queries_as_without_private_ones(world, private, client):
    client.force_login(world.agent)
    client.get("/inbox/?view=all")

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    assert cost("/inbox/?view=all") <= 5
    assert "case-row-private" in client.get("/inbox/?view=all").content.decode()


@pytest.mark.parametrize("who", ["head", "agent"])
def test_the_list_walks_its_index_however_many_there_are(world, who):
    many_cases(world, 3000)
    Case.objects.filter(pk__in=Case.objects.values("pk")[:40]).update(is_private=True)
    agent = getattr(world, who)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case; ANALYZE cases_caseaccess")
    with CaptureQueriesContext(connection) as asked:
        queries.list_view("all", agent=agent, now=w.NOW)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked.captured_queries[-1]['sql']}")
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "Index Scan using cases_open_newest" in plan or "Index Scan using cases_newest" in plan
    assert "Seq Scan on cases_case " not in plan
