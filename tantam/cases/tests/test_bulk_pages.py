"""Many tickets at once, as people reach it: the bar, the sheet, the preview, the page; and who does not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from tantam.cases import actions
from tantam.cases.models import BulkAction, Case
from tantam.cases.tests import desk
from tantam.organisation.models import Notice
from tests import world as w

pytestmark = pytest.mark.django_db
HX: dict[str, Any] = {"headers": {"HX-Request": "true"}}


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.UI_ASSETS_REQUIRED = False


@pytest.fixture
def world() -> w.World:
    made = w.build_world()
    desk.many_cases(made, 30)
    return made


def _ids(count: int) -> str:
    return ",".join(map(str, Case.objects.order_by("pk").values_list("pk", flat=True)[:count]))


def _chosen(client, verb: str = "assign", **post: str) -> BulkAction:
    answer = client.post(reverse("bulk_new", args=[verb]) + "?view=all", post, **HX)
    assert answer.status_code == 200, answer.content.decode()
    return BulkAction.objects.latest("id")


def test_the_bar_says_how_many_the_view_holds_and_offers_what_one_may(world, client):
    client.force_login(world.agent)
    bar = client.get(reverse("bulk_bar") + "?view=all").content.decode()
    assert 'data-held="30"' in bar
    assert [verb for verb in ("assign", "tag", "urgency", "close") if reverse("bulk_new", args=[verb]) in bar] == [
        "assign", "tag", "urgency", "close",
    ]  # fmt: skip
    Case.objects.filter(number="TT-26-900029").update(urgency="high")
    narrowed = client.get(reverse("bulk_bar") + "?view=all&f=urgency:high").content.decode()
    assert 'data-held="1"' in narrowed
    assert "data-choosing" in client.get("/inbox/").content.decode()


def test_who_may_not_change_many_sees_no_boxes_and_is_refused(world, client):
    client.force_login(world.stranger)
    assert "data-choosing" not in client.get("/inbox/").content.decode()
    doors: list[tuple[str, str, list[Any]]] = [
        ("get", "bulk_runs", []), ("get", "bulk_bar", []), ("get", "bulk_run", [1]), ("post", "bulk_new", ["assign"]),
        ("post", "bulk_preview", [1]), ("post", "bulk_begin", [1]), ("post", "bulk_stop", [1]),
        ("post", "bulk_undo", [1]),
    ]  # fmt: skip
    for method, name, args in doors:
        assert getattr(client, method)(reverse(name, args=args)).status_code == 403, name
    assert BulkAction.objects.count() == 0


def test_few_are_done_at_once_and_undone_from_the_message(world, client):
    client.force_login(world.head)
    chosen = _chosen(client, ids=_ids(3))
    said = {"assignee": str(world.head.pk), "team": "", "note": ""}
    seen = client.post(reverse("bulk_preview", args=[chosen.pk]), said, **HX).content.decode()
    assert "3 phiếu sẽ được đổi." in seen
    assert "Giao 3 phiếu" in seen
    answer = client.post(reverse("bulk_begin", args=[chosen.pk]), said, **HX)
    told = json.loads(answer.headers["HX-Trigger"])
    assert (told["toast"]["text"], Case.objects.filter(assignee=world.head).count()) == ("Đã giao 3 phiếu.", 3)
    assert client.get(reverse("bulk_run", args=[chosen.pk])).status_code == 200
    back = client.post(told["toast"]["undo"], headers={"Referer": "http://testserver/inbox/?view=mine"})
    assert (back.status_code, back.headers["Location"]) == (302, "http://testserver/inbox/?view=mine")
    assert Case.objects.filter(assignee=world.agent).count() == 30


def test_twenty_are_closed_at_once_and_opened_from_the_message(world, client):
    client.force_login(world.head)
    chosen = _chosen(client, "close", ids=_ids(20))
    answer = client.post(reverse("bulk_begin", args=[chosen.pk]), {"outcome": "resolved"}, **HX)
    assert "Đã đóng 20 phiếu." in json.loads(answer.headers["HX-Trigger"])["toast"]["text"]
    assert Case.objects.closed().count() == 20
    client.post(reverse("bulk_undo", args=[chosen.pk]))
    assert Case.objects.closed().count() == 0


def test_for_many_there_is_a_page_that_tells_how_far_it_is_and_stops(world, client):
    client.force_login(world.head)
    chosen = _chosen(client, "tag", all="1")
    answer = client.post(reverse("bulk_begin", args=[chosen.pk]), {"add": "Tết"}, **HX)
    page = reverse("bulk_run", args=[chosen.pk])
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, page)
    actions.carry_on_bulk(now=w.NOW, size=10)
    shown = client.get(page, **HX).content.decode()
    assert "10 trên 30" in shown
    assert reverse("bulk_stop", args=[chosen.pk]) in shown
    client.post(reverse("bulk_stop", args=[chosen.pk]))
    assert "Đã dừng" in client.get(page).content.decode()
    assert Case.objects.exclude(tag_ids=[]).count() == 10


def test_who_looks_at_what_is_done_has_been_told(world, client):
    client.force_login(world.head)
    chosen = _chosen(client, "tag", all="1")
    client.post(reverse("bulk_begin", args=[chosen.pk]), {"add": "Tết"}, **HX)
    actions.carry_on_bulk(now=w.NOW)
    assert Notice.objects.unseen().filter(agent=world.head).count() == 1
    client.get(reverse("bulk_run", args=[chosen.pk]), **HX)
    assert Notice.objects.unseen().filter(agent=world.head).count() == 0


def test_nothing_filled_in_changes_nothing_and_keeps_what_was_typed(world, client):
    client.force_login(world.head)
    chosen = _chosen(client, ids=_ids(2))
    answer = client.post(reverse("bulk_begin", args=[chosen.pk]), {"note": "Nhờ em"}, **HX)
    assert answer.status_code == 422
    assert "Nhờ em" in answer.content.decode()
    tags = _chosen(client, "tag", ids=_ids(2))
    assert client.post(reverse("bulk_begin", args=[tags.pk]), {"add": "!!!"}, **HX).status_code == 422
    assert BulkAction.objects.filter(state="chosen").count() == 2


def test_what_is_not_there_is_refused_in_words(world, client):
    client.force_login(world.colleague)
    answer = client.post(reverse("bulk_new", args=["assign"]), {"ids": _ids(3)}, **HX)
    assert answer.status_code == 409
    assert "không còn ở đây" in answer.content.decode()
    assert client.post(reverse("bulk_new", args=["undo"]), {"ids": _ids(3)}, **HX).status_code == 404


def test_a_choice_is_of_whoever_chose_and_a_run_of_whoever_did_it_or_leads(world, client):
    client.force_login(world.agent)
    chosen = _chosen(client, ids=_ids(2))
    client.force_login(world.head)
    begin = reverse("bulk_begin", args=[chosen.pk])
    assert client.post(begin, {"assignee": world.head.pk}, **HX).status_code == 404
    client.force_login(world.agent)
    client.post(begin, {"assignee": world.agent.pk, "team": world.repairs.pk}, **HX)
    page = reverse("bulk_run", args=[chosen.pk])
    client.force_login(world.colleague)
    assert client.get(page).status_code == client.post(reverse("bulk_undo", args=[chosen.pk])).status_code == 404
    assert Case.objects.filter(team=world.repairs).count() == 2
    client.force_login(world.head)
    assert client.get(page).status_code == 200
    client.post(reverse("bulk_undo", args=[chosen.pk]))
    assert Case.objects.filter(team=world.repairs).count() == 0


def test_the_page_names_no_ticket_that_its_reader_does_not_see(world, client):
    client.force_login(world.head)
    chosen = _chosen(client, ids=_ids(2))
    client.post(reverse("bulk_begin", args=[chosen.pk]), {"assignee": world.head.pk}, **HX)
    Case.objects.filter(number="TT-26-900000").update(is_private=True)
    shown = client.get(reverse("bulk_run", args=[chosen.pk])).content.decode()
    assert "TT-26-900001" in shown
    assert "TT-26-900000" not in shown
    assert "Giao cho Trịnh Thu Uyên" in client.get(reverse("bulk_runs")).content.decode()
