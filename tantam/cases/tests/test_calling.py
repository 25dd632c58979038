"""Called by @, told by the bell, following: who hears what, and who sees it then."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tantam.cases import actions, queries
from tantam.cases.models import Case, Mention
from tantam.cases.tests.desk import a_case, build_desk
from tantam.core.facts import Actor
from tantam.organisation.models import Notice
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def world(settings) -> w.World:
    settings.UI_ASSETS_REQUIRED = False
    return build_desk()


@pytest.fixture
def case(world) -> Case:
    made = a_case(world)
    actions.assign(made, team=world.support, assignee=world.agent, by=Actor.agent(world.agent.pk), now=w.NOW)
    return Case.objects.get(pk=made.pk)


def _told(agent) -> list[str]:
    return list(Notice.objects.filter(agent=agent).order_by("id").values_list("kind", flat=True))


def test_a_call_tells_opens_and_lists_the_ticket(world, case, client):
    actions.make_private(case, by=world.agent, now=w.NOW)
    client.force_login(world.agent)
    said = {"mode": "note", "text": "Nhờ @Đàm Quốc Vĩnh xem giúp"}
    kept = client.post(reverse("case_say", args=[case.number]), said, **HX)
    assert (kept.status_code, '<span class="mention">@Đàm Quốc Vĩnh</span>' in kept.content.decode()) == (200, True)
    assert _told(world.colleague) == ["case.mention"]
    assert queries.seen_case(case.number, agent=world.colleague) is not None
    assert [row["number"] for row in queries.list_view("mentioned", agent=world.colleague, now=w.NOW).rows] == [
        case.number
    ]
    assert queries.count_views(world.colleague, now=w.NOW)["mentioned"] == 1
    client.force_login(world.colleague)
    told = client.get("/notices/").content.decode()
    assert f"/cases/{case.number}/" in told
    assert "Nhờ @Đàm Quốc Vĩnh xem giúp" in told
    client.get(f"/cases/{case.number}/")
    assert Notice.objects.get().seen_at is not None


def test_whoever_has_left_is_named_to_the_writer_and_not_told(world, case, client):
    type(world.colleague).objects.filter(pk=world.colleague.pk).update(is_active=False, left_on=w.NOW.date())
    client.force_login(world.agent)
    said = {"mode": "note", "text": "@Đàm Quốc Vĩnh ơi"}
    kept = client.post(reverse("case_say", args=[case.number]), said, **HX)
    assert world.colleague.full_name in kept.headers["HX-Trigger"].encode().decode("unicode_escape")
    assert (Mention.objects.count(), Notice.objects.count()) == (0, 0)


def test_names_are_offered_without_marks_and_only_to_who_sees_the_ticket(world, case, client):
    client.force_login(world.agent)
    address = reverse("case_people", args=[case.number])
    assert [one["name"] for one in client.get(address, {"q": "vinh"}).json()] == ["Đàm Quốc Vĩnh"]
    assert client.get(address, {"q": "dam quoc"}).json()[0]["text"] == "@Đàm Quốc Vĩnh "
    assert client.get(address, {"q": "khôi"}).json() == []  # oneself
    client.force_login(world.stranger)
    assert client.get(address, {"q": "vinh"}).status_code in {403, 404}


def test_a_note_without_a_call_asks_for_no_names(world, case):
    with CaptureQueriesContext(connection) as asked:
        actions.write_note(case, text="không gọi ai", by=world.agent, now=w.NOW)
    assert not [one for one in asked.captured_queries if "full_name" in one["sql"]]


def test_who_follows_hears_what_others_do_once_until_seen(world, case, client):
    client.force_login(world.head)
    shown = client.post(reverse("case_follow", args=[case.number]), {"follow": "1"}, **HX)
    assert 'name="follow" value="0"' in shown.content.decode()
    actions.write_note(case, text="một", by=world.agent, now=w.NOW)
    actions.write_note(case, text="hai", by=world.agent, now=w.NOW)
    actions.write_note(case, text="của mình", by=world.head, now=w.NOW)
    (told,) = Notice.objects.filter(agent=world.head)
    assert (told.kind, told.times, told.said["what"]) == ("case.followed", 2, "noted")
    assert queries.count_views(world.head, now=w.NOW)["followed"] == 1
    client.post(reverse("case_follow", args=[case.number]), {"follow": "0"}, **HX)
    actions.write_note(case, text="ba", by=world.agent, now=w.NOW)
    told.refresh_from_db()
    assert told.times == 2
    assert not Case.objects.get(pk=case.pk).is_followed


def test_following_lets_nobody_see_a_private_ticket_nor_hear_of_it(world, case):
    actions.follow_case(case, by=world.head, now=w.NOW)
    actions.write_note(case, text="một", by=world.agent, now=w.NOW)
    actions.make_private(case, by=world.agent, now=w.NOW)
    actions.write_note(case, text="riêng", by=world.agent, now=w.NOW)
    assert _told(world.head) == []
    assert queries.list_view("followed", agent=world.head, now=w.NOW).rows == []


def test_taken_off_they_keep_no_notice_of_it(world, case):
    actions.make_private(case, by=world.agent, now=w.NOW)
    actions.give_access(case, to=world.colleague, by=world.agent, now=w.NOW)
    assert _told(world.colleague) == ["case.access"]
    actions.take_access(case, of=world.colleague, by=world.agent, now=w.NOW)
    assert _told(world.colleague) == []


def test_given_by_hand_is_told_taken_oneself_is_not(world, case):
    actions.assign(case, team=world.repairs, assignee=world.colleague, by=Actor.agent(world.agent.pk), now=w.NOW)
    actions.assign(case, team=world.support, assignee=world.agent, by=Actor.agent(world.agent.pk), now=w.NOW)
    assert (_told(world.colleague), _told(world.agent)) == (["case.assigned"], [])
