"""A draft is looked over by named people before it is published; new edits take their approval away."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tantam.core.models import FactRow
from tantam.organisation.models import Reach, Role
from tantam.process import actions, queries
from tantam.process.models import Process, PublishingRule, Review, Version
from tantam.process.tests.changing_over import KEY, LATER, line, publish
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


@pytest.fixture
def draft(world) -> Version:
    publish(line("a"))
    return drawn(world, "a", "b")


def drawn(world: w.World, *steps: str, revision: int = 0) -> Version:
    process = Process.objects.get(key=KEY)
    return actions.save_draft(process, bpmn=line(*steps), revision=revision, by=world.owner, now=w.NOW)


def approve(draft: Version, by, *, is_approved: bool = True, note: str = "") -> Review:
    return actions.give_review(
        draft, is_approved=is_approved, note=note, revision=draft.revision, by=by, now=LATER
    )  # fmt: skip


def test_who_is_asked_approves_and_a_new_edit_takes_it_away(world, draft) -> None:
    actions.ask_for_review(draft, [world.head], by=world.owner, now=w.NOW)
    assert [one.version for one in queries.awaited_of(world.head)] == [draft]
    approve(draft, world.head)
    assert [one.reviewer for one in queries.approvals_of(draft)] == [world.head]
    assert not queries.awaited_of(world.head).exists()
    draft = drawn(world, "a", "b", "c", revision=draft.revision)
    assert queries.approvals_of(draft) == []
    assert Review.objects.get().verdict == "approved"  # what was said stays, about the drawing it was said of
    names = FactRow.objects.filter(name__startswith="review.").order_by("id").values_list("name", flat=True)
    assert list(names) == ["review.asked", "review.given", "review.concluded"]


def test_who_was_not_asked_or_looked_at_an_older_drawing_says_nothing(world, draft) -> None:
    actions.ask_for_review(draft, [world.head], by=world.owner, now=w.NOW)
    with pytest.raises(actions.NotAReviewer):
        approve(draft, world.agent)
    seen = draft.revision
    drawn(world, "a", "c", revision=draft.revision)
    with pytest.raises(actions.DrawnSince):
        actions.give_review(draft, is_approved=True, note="", revision=seen, by=world.head, now=LATER)
    with pytest.raises(actions.NoNote):
        actions.give_review(draft, is_approved=False, note=" ", revision=seen + 1, by=world.head, now=LATER)
    assert Review.objects.get().verdict == ""


def test_nobody_reviews_for_themselves_and_only_drafts_are_reviewed(world, draft) -> None:
    with pytest.raises(actions.NotAReviewer):
        actions.ask_for_review(draft, [world.head, world.owner], by=world.owner, now=w.NOW)
    assert not Review.objects.exists()
    actions.publish(draft, by=world.owner, reason="thử", now=LATER)
    with pytest.raises(actions.NotADraft):
        actions.ask_for_review(draft, [world.head], by=world.owner, now=LATER)


def test_where_the_business_insists_nothing_is_published_without_anothers_approval(world, draft) -> None:
    actions.set_publishing_rule(needs_review=True, by=world.owner, now=w.NOW)
    with pytest.raises(actions.NotReviewed):
        actions.publish(draft, by=world.owner, reason="thử", now=LATER)
    actions.ask_for_review(draft, [world.head], by=world.owner, now=w.NOW)
    approve(draft, world.head, is_approved=False, note="thiếu bước báo khách")
    with pytest.raises(actions.NotReviewed):
        actions.publish(draft, by=world.owner, reason="thử", now=LATER, share=20)
    approve(draft, world.head)
    # who changes it last is its author, whoever began it
    Version.objects.filter(pk=draft.pk).update(changed_by=world.head)
    with pytest.raises(actions.NotReviewed):
        actions.publish(draft, by=world.owner, reason="thử", now=LATER)
    Version.objects.filter(pk=draft.pk).update(changed_by=world.owner)
    assert actions.publish(draft, by=world.owner, reason="thử", now=LATER).state == "published"


def test_a_verdict_always_has_the_drawing_it_is_about_and_each_says_it_once(world, draft) -> None:
    actions.ask_for_review(draft, [world.head], by=world.owner, now=w.NOW)
    actions.ask_for_review(draft, [world.head], by=world.owner, now=LATER)
    assert Review.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.update(verdict="approved")


def test_the_page_asks_shows_and_takes_the_word(world, draft, client) -> None:
    w.signed_in(client, world.owner)
    address = reverse("process_version", args=[KEY, draft.number])
    assert "Chưa nhờ ai xem bản này." in client.get(address).content.decode()
    ask = reverse("process_review_ask", args=[KEY, draft.number])
    assert "Hãy chọn người xem trước." in client.post(ask, follow=True).content.decode()
    client.post(ask, {"reviewers": [world.head.pk, world.agent.pk]})
    assert Review.objects.count() == 2
    w.signed_in(client, world.head)
    assert "nhờ bạn xem" in client.get(reverse("processes")).content.decode()
    page = client.get(address).content.decode()
    assert "Đề nghị sửa" in page
    assert "Nhờ ai xem?" not in page  # a head does not draw
    give = reverse("process_review_give", args=[KEY, draft.number])
    said = client.post(give, {"verdict": "changes", "note": "", "revision": draft.revision}, follow=True)
    assert "Hãy nêu điều cần sửa." in said.content.decode()
    client.post(give, {"verdict": "changes", "note": "thiếu bước báo khách", "revision": draft.revision})
    w.signed_in(client, world.owner)
    assert "thiếu bước báo khách" in client.get(address).content.decode()
    assert "đề nghị sửa." in client.get(reverse("process_edit", args=[KEY])).content.decode()


def test_the_history_says_who_reviewed_and_the_studio_says_why_it_is_refused(world, draft, client) -> None:
    actions.set_publishing_rule(needs_review=True, by=world.owner, now=w.NOW)
    w.signed_in(client, world.owner)
    sent = json.dumps({"revision": draft.revision, "reason": "thử"})
    url = reverse("process_publish", args=[KEY])
    refused = client.post(url, sent, content_type="application/json")
    assert (refused.status_code, "có người khác duyệt" in refused.json()["message"]) == (422, True)
    actions.ask_for_review(draft, [world.head], by=world.owner, now=w.NOW)
    approve(draft, world.head)
    assert client.post(url, sent, content_type="application/json").status_code == 200
    page = client.get(reverse("process_versions", args=[KEY])).content.decode()
    assert f"{world.head.full_name} duyệt" in page


def test_only_who_changes_the_business_sets_the_rule_and_only_who_draws_asks(world, draft, client) -> None:
    w.signed_in(client, world.owner)
    assert client.get(reverse("settings_publishing")).status_code == 403
    administrator = w.person("quan-tri", "Quản Trị", role=Role.ADMINISTRATOR, team=None, reach=Reach.ALL)
    w.signed_in(client, administrator)
    client.post(reverse("settings_publishing"), {"needs_review": "on"})
    assert queries.needs_review()
    client.post(reverse("settings_publishing"), {})
    assert (queries.needs_review(), PublishingRule.objects.count()) == (False, 1)
    w.signed_in(client, world.head)
    asked = client.post(reverse("process_review_ask", args=[KEY, draft.number]), {"reviewers": [world.agent.pk]})
    assert (asked.status_code, Review.objects.count()) == (403, 0)
