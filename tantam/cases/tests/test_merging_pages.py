"""Merging on the page: the sheet that finds the other ticket, what it says beforehand, and what a merged one shows."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tantam.cases import actions
from tantam.cases.actions.refused import CaseIsMerged
from tantam.cases.models import Case, Entry, Merge
from tantam.cases.tests import desk
from tantam.organisation.actions import issue_token
from tantam.organisation.models import Notice, Reach, Role, Scope
from tests import world as w

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world() -> w.World:
    return desk.build_desk()


@pytest.fixture
def two(world) -> tuple[Case, Case]:
    """What stays, and what is merged into it."""
    return desk.a_case(world), desk.a_case(world, text="Em hỏi lại ạ", message_id="<2@khach.example>")


def _post(client, case: Case, into: Case, **more: str):
    return client.post(reverse("case_merge", args=[case.number]), {"into": into.number, **more}, headers=HTMX)


def test_the_sheet_offers_the_other_tickets_of_the_customer_and_what_is_searched_for(world, two, client):
    stays, gone = two
    client.force_login(world.head)
    address = reverse("case_merge", args=[gone.number])
    assert f"?into={stays.number}" in client.get(address, headers=HTMX).content.decode()
    found = client.get(address, {"q": stays.number}, headers=HTMX).content.decode()
    assert f"?into={stays.number}" in found
    assert f"?into={gone.number}" not in found


def test_what_would_happen_is_said_before_it_does(world, two, client):
    stays, gone = two
    actions.promise_answer(gone, due_at=w.NOW + timedelta(hours=1), by=world.agent, now=w.NOW)
    client.force_login(world.head)
    said = client.get(reverse("case_merge", args=[gone.number]), {"into": stays.number}, headers=HTMX).content.decode()
    for words in ("Quy trình của phiếu này được cất lại", "Đồng hồ cam kết của phiếu này dừng", "Lời hẹn với khách"):
        assert words in said
    assert "Đề nghị đang chờ duyệt" not in said
    assert Merge.objects.count() == 0


def test_the_one_that_stays_is_shown_and_the_message_takes_it_back(world, two, client):
    stays, gone = two
    client.force_login(world.head)
    done = _post(client, gone, stays)
    assert done.headers["HX-Push-Url"] == reverse("case", args=[stays.number])
    assert f"gộp {gone.number} vào phiếu này" in done.content.decode()
    undo = json.loads(done.headers["HX-Trigger"])["toast"]["undo"]
    back = client.post(undo, follow=True)
    assert f"{gone.number} lại là một phiếu riêng." in back.content.decode()
    assert Case.objects.get(pk=gone.pk).is_open
    assert client.post(undo).status_code == 404


def test_a_merged_one_shows_one_line_that_leads_on(world, two, client):
    stays, gone = two
    actions.keep_draft(gone, typed=actions.Typed(text="viết dở đây"), by=world.head, now=w.NOW)
    actions.keep_draft(stays, typed=actions.Typed(text="bên kia"), by=world.head, now=w.NOW)
    actions.merge(gone, into=stays, by=world.agent, now=timezone.now())
    client.force_login(world.head)
    shown = client.get(reverse("case", args=[gone.number])).content.decode()
    assert reverse("case", args=[stays.number]) in shown
    assert "viết dở đây" in shown
    assert "composer" not in shown[shown.index('id="case-composer"') :][:60].replace('id="case-composer"', "")
    live = client.get(reverse("case_live", args=[gone.number]), headers=HTMX).content.decode()
    assert "Đã gộp vào" in live
    assert client.get(reverse("case_merge", args=[gone.number])).status_code == 302


def test_a_page_of_a_merged_one_comes_whole_once_it_is_taken_out(world, two, client):
    stays, gone = two
    kept = actions.merge(gone, into=stays, by=world.agent, now=timezone.now())
    client.force_login(world.head)
    address = reverse("case_live", args=[gone.number]) + "?merged"
    assert "HX-Refresh" not in client.get(address, headers=HTMX).headers
    actions.unmerge(kept.pk, by=world.agent, now=timezone.now())
    assert client.get(address, headers=HTMX).headers["HX-Refresh"] == "true"


def test_who_may_not_see_the_other_is_told_no_more_than_that(world, two, client):
    stays, gone = two
    actions.make_private(stays, by=world.head, now=w.NOW)
    actions.merge(gone, into=stays, by=world.head, now=timezone.now())
    client.force_login(world.owner)
    shown = client.get(reverse("case", args=[gone.number])).content.decode()
    assert "Đã gộp vào một phiếu mà bạn không được xem." in shown
    assert stays.number not in shown
    assert client.post(reverse("case_unmerge", args=[gone.number])).status_code == 404
    with pytest.raises(CaseIsMerged) as refused:
        actions.write_note(gone, text="nhé", by=world.owner, now=timezone.now())
    assert stays.number not in str(refused.value.message)
    actions.unmerge(Merge.objects.get().pk, by=world.head, now=timezone.now())
    again = client.get(reverse("case", args=[gone.number])).content.decode()
    assert "gộp phiếu này vào một phiếu riêng" in again
    assert stays.number not in again


def test_nobody_merges_what_they_do_not_see_or_without_the_right(world, two, client):
    stays, gone = two
    actions.make_private(stays, by=world.head, now=w.NOW)
    client.force_login(world.owner)
    assert _post(client, gone, stays).status_code == 404
    assert client.get(reverse("case_merge", args=[gone.number]), {"into": stays.number}).status_code == 404
    client.force_login(w.person("doc", "Người Đọc", role=Role.READER, team=world.support, reach=Reach.ALL))
    assert _post(client, gone, stays).status_code == 403
    assert Merge.objects.count() == 0


def test_different_customers_are_confirmed(world, two, client):
    stays, _gone = two
    other = desk.a_case(world, sender="Lan <lan@khach.example>", message_id="<5@khach.example>")
    client.force_login(world.head)
    asked = _post(client, other, stays)
    assert (asked.status_code, Merge.objects.count()) == (422, 0)
    assert "hai khách khác nhau" in asked.content.decode()
    said = actions.Answer(text="Gọi lại cho chị nhé")
    actions.record_said(other, kind=Entry.Kind.RECORDED_IN, channel_kind="phone", said=said, by=world.head, now=w.NOW)
    done = _post(client, other, stays, is_sure="1")
    assert done.status_code == 200
    line = done.content.decode().partition("Gọi lại cho chị nhé")[2]
    assert "<bdi>Lan</bdi>" in line[:700]


def test_whoever_was_in_charge_hears_of_it(world, two):
    stays, gone = two
    actions.hand_over(gone, team=world.support, assignee=world.agent, by=world.head, now=w.NOW)
    actions.merge(gone, into=stays, by=world.head, now=w.NOW)
    assert Notice.objects.get(agent=world.agent, kind="case.merged").said["into"] == stays.number


def test_a_call_of_the_api_goes_to_where_it_lives_on_and_says_so(world, two, client):
    stays, gone = two
    actions.merge(gone, into=stays, by=world.head, now=timezone.now())
    now = timezone.now()
    scopes, until = [Scope.CASES_READ, Scope.CASES_WRITE], now + timedelta(days=1)
    _, token = issue_token(world.head, name="kho", scopes=scopes, expires_at=until, by=world.head, now=now)
    auth = {"Authorization": f"Bearer {token}"}
    address = f"/api/v1/cases/{gone.number}"
    assert client.get(address, headers=auth).json()["merged_into"] == stays.number
    given = json.dumps({"text": "Kho báo còn hàng"})
    noted = client.post(f"{address}/notes", given, content_type="application/json", headers=auth)
    assert (noted.status_code, noted.json()["case"]) == (201, stays.number)
    assert Entry.objects.get(text="Kho báo còn hàng").case == stays
