"""The bell: told once until seen, chosen by kind, bounded however many there are."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tantam.organisation import actions
from tantam.organisation.actions.notices import MOST_KEPT
from tantam.organisation.models import Notice
from tantam.organisation.queries import unseen_notices
from tantam.organisation.registry import NoticeKind, offer_notice
from tests import world as w

pytestmark = pytest.mark.django_db
offer_notice(
    NoticeKind(
        key="test",
        label="Thử",
        icon="bell",
        words=lambda said, times: f"{said['who']} ×{times}",
        url=lambda said: "/inbox/",
    )
)


@pytest.fixture
def world(settings) -> w.World:
    settings.UI_ASSETS_REQUIRED = False
    return w.build_world()


def _tell(world, subject="case:1", now=w.NOW, who="Khôi") -> list[int]:
    return actions.notify([world.head.pk, world.agent.pk], kind="test", subject=subject, said={"who": who}, now=now)


def test_the_same_again_is_one_notice_until_it_is_seen(world):
    _tell(world)
    _tell(world, who="Vĩnh")
    (one,) = Notice.objects.filter(agent=world.head)
    assert (one.times, one.said) == (2, {"who": "Vĩnh"})
    actions.see_notices(world.head.pk, now=w.NOW)
    _tell(world)
    assert Notice.objects.filter(agent=world.head).count() == 2
    assert unseen_notices(world.head.pk) == 1


def test_who_left_or_does_not_want_it_is_not_told(world):
    actions.choose_notices(world.head.pk, muted=["test"])
    type(world.agent).objects.filter(pk=world.agent.pk).update(is_active=False)
    assert _tell(world) == []
    actions.choose_notices(world.head.pk, muted=[])
    assert _tell(world) == [world.head.pk]


def test_the_bell_counts_without_a_query_of_its_own_and_is_read_on_another_tab(
    world, client, monkeypatch, django_capture_on_commit_callbacks
):
    client.force_login(world.head)
    client.get("/notices/choose/")
    with CaptureQueriesContext(connection) as before:
        assert '<span class="bell-count"' in client.get("/notices/choose/").content.decode()
    _tell(world)
    with CaptureQueriesContext(connection) as after:
        assert 'aria-live="polite">1</span>' in client.get("/notices/choose/").content.decode()
    assert len(after) == len(before)
    told: list[str] = []
    monkeypatch.setattr("tantam.core.actions.live._notify", lambda payloads: told.extend(payloads))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/notices/seen/")
    assert [json.loads(one) for one in told] == [{"topic": "notice", "only": [world.head.pk]}]
    assert client.get("/notices/count/").content == b""


def test_one_is_marked_as_read_and_nobody_elses(world, client):
    _tell(world)
    _tell(world, subject="case:2")
    others = Notice.objects.filter(agent=world.agent)
    client.force_login(world.head)
    mine = Notice.objects.filter(agent=world.head).earliest("id")
    client.post("/notices/seen/", {"id": [mine.pk, others.earliest("id").pk]})
    assert (unseen_notices(world.head.pk), unseen_notices(world.agent.pk)) == (1, 2)


def test_the_page_lists_in_words_and_kinds_are_chosen(world, client):
    _tell(world)
    client.force_login(world.head)
    assert "Khôi ×1" in client.get("/notices/").content.decode()
    assert "Khôi ×1" in client.get("/notices/", HTTP_HX_REQUEST="true").content.decode()
    client.post("/notices/choose/", {"kind": ["case.mention"]})
    assert _tell(world, subject="case:9") == [world.agent.pk]


def test_with_ten_thousand_the_page_and_the_count_stay_small_and_they_are_tidied(world, client):
    Notice.objects.bulk_create(
        Notice(
            agent=world.head,
            kind="test",
            subject=f"case:{number}",
            said={"who": "K"},
            at=w.NOW + timedelta(seconds=number),
        )
        for number in range(10_000)
    )
    client.force_login(world.head)
    page = client.get("/notices/").content.decode()
    assert (page.count('class="notice-row'), 'aria-live="polite">99+</span>' in page) == (50, True)
    assert actions.tidy_notices(now=w.NOW) == 10_000 - MOST_KEPT
    assert Notice.objects.earliest("at").subject == "case:9000"
    actions.see_notices(world.head.pk, now=w.NOW)
    assert actions.tidy_notices(now=w.NOW + timedelta(days=91)) == MOST_KEPT
