"""The filter above the list and saved views: what the address says is shown, kept, shared and counted, within reach."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tantam.cases import actions, queries
from tantam.cases.actions import ViewChanged, ViewPlan
from tantam.cases.models import Case, CaseAccess, Pinned, SavedView
from tantam.cases.queries import forget_counts
from tantam.cases.queries.viewing import MOST_SHOWN, UNPINNED_SHOWN
from tantam.cases.tests.desk import build_desk, many_cases
from tantam.core.values.filters import All, Test
from tantam.organisation.models import Reach, Role, Team
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}
OPEN = Test("state", "is", ("unfinished",))


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.UI_ASSETS_REQUIRED = False
    forget_counts()


@pytest.fixture
def world(client) -> w.World:
    made = build_desk()
    many_cases(made, 6)
    Case.objects.filter(number="TT-26-900001").update(urgency="critical")
    Case.objects.filter(number="TT-26-900002").update(urgency="low", team=made.repairs, assignee=made.colleague)
    client.force_login(made.agent)
    return made


def page_of(client: Any, **query: str) -> str:
    return str(client.get(f"/inbox/?{urlencode(query)}").content.decode())


def numbers(page: str) -> list[str]:
    return [f"TT-26-{one}" for one in re.findall(r'id="row-\d+"><a [^>]*?href="/cases/TT-26-(\d+)/', page)]


def a_view(by: Any, **plan: Any) -> SavedView:
    given = {"name": "Gấp", "filter": All((OPEN, Test("urgency", "is", ("critical", "low"))))}
    return actions.save_view(ViewPlan(**{**given, **plan}), by=by, now=w.NOW)


def test_the_address_carries_filter_and_order_and_every_link_of_the_list_keeps_them(world, client):
    page = page_of(client, view="mine", f="khẩn:rất-gấp", sort="due")
    assert numbers(page) == ["TT-26-900001"]
    kept = "?view=mine&amp;f=kh%E1%BA%A9n%3Ar%E1%BA%A5t-g%E1%BA%A5p&amp;sort=due"
    assert f'href="/cases/TT-26-900001/{kept}"' in page
    assert f'hx-get="/inbox/rows/{kept}&amp;down_to=' in page
    case = client.get(f"/cases/TT-26-900001/{kept}".replace("&amp;", "&")).content.decode()
    assert numbers(case) == ["TT-26-900001"]
    assert 'value="khẩn:rất-gấp"' in case


def test_what_is_typed_in_either_language_stands_as_chips_each_of_which_can_be_taken_off(world, client):
    page = page_of(client, view="all", f="urgency:critical -team:repairs hoà")
    assert 'data-filter-at="0 16"' in page
    assert '<span class="truncate">rất gấp</span>' in page
    assert "Tổ Bảo hành" in page
    assert 'href="/inbox/?view=all&amp;f=urgency%3Acritical+ho%C3%A0"' in page


def test_what_is_typed_narrows_a_ready_view_and_goes_before_what_it_says_itself(world, client):
    assert len(numbers(page_of(client, view="mine"))) == 5
    assert numbers(page_of(client, view="mine", f="phụ-trách:không-ai")) == []
    Case.objects.filter(number="TT-26-900003").update(state="closed", closed_at=w.NOW)
    assert numbers(page_of(client, view="mine", f="tình-trạng:đóng")) == ["TT-26-900003"]


def test_a_wrong_part_is_named_in_its_place_and_the_rest_still_filters(world, client):
    page = page_of(client, view="mine", f="khẩn:rất-gấp hạn:<32/13 tinh-trag:mở")
    assert numbers(page) == ["TT-26-900001"]
    assert 'data-filter-at="17 23">“&lt;32/13” không phải ngày giờ' in page
    assert "Không có trường nào tên “tinh-trag:”. Có phải “tình-trạng:”?" in page
    world.agent.language = "en"
    world.agent.save()
    page = page_of(client, view="mine", f="khẩn:rất-gấp stauts:open")
    assert "There is no field “stauts:”. Perhaps “status:”?" in page


def test_nothing_found_says_so_and_offers_to_clear_the_filter(world, client):
    page = page_of(client, view="mine", f="từ:<script>alert(1)</script>")
    assert "Bỏ lọc" in page
    assert "<script>alert" not in page


def test_a_view_is_made_from_the_bar_and_stands_beside_the_list_of_its_maker(world, client):
    address = f"{reverse('view_new')}?view=mine&f=khẩn:rất-gấp&sort=due"
    assert "Lưu thành chế độ xem" in client.get(address, **HX).content.decode()
    answer = client.post(address, {"name": "Gấp của tôi", "whom": "own"}, **HX)
    view = SavedView.objects.get()
    assert answer.headers["HX-Redirect"] == f"/inbox/?view=v{view.pk}"
    assert (view.owner, view.sort, view.is_shared) == (world.agent, "due", False)
    assert view.filter == {
        "all": [
            {"field": "assignee", "op": "is", "values": ["me"]},
            {"field": "state", "op": "is", "values": ["unfinished"]},
            {"field": "urgency", "op": "is", "values": ["critical"]},
        ]
    }
    page = page_of(client, view=view.key)
    assert numbers(page) == ["TT-26-900001"]
    assert 'value="phụ-trách:tôi tình-trạng:mở khẩn:rất-gấp"' in page
    assert "Gấp của tôi" in client.get(f"/inbox/counts/?view={view.key}").content.decode()
    client.force_login(world.colleague)
    assert numbers(page_of(client, view=view.key)) != ["TT-26-900001"]
    assert "Chế độ xem đó không còn nữa" in page_of(client, view=view.key)


def test_the_text_of_a_view_is_in_the_reader_s_language(world, client):
    view = a_view(world.agent)
    world.agent.language = "en"
    world.agent.save()
    assert 'value="status:open urgency:critical,low"' in page_of(client, view=view.key)


def test_a_view_of_the_team_shows_each_their_own_reach_only(world, client):
    view = a_view(world.head, team=world.support)
    assert numbers(page_of(client, view=view.key)) == ["TT-26-900001"]  # the other one is of another team
    Case.objects.filter(number="TT-26-900001").update(is_private=True, assignee=None)
    assert numbers(page_of(client, view=view.key)) == []
    assert 'class="count">0<' in client.get(f"/inbox/counts/?view={view.key}").content.decode()
    client.force_login(world.head)
    assert numbers(page_of(client, view=view.key)) == ["TT-26-900002"]
    client.force_login(world.colleague)
    assert view.name not in client.get("/inbox/counts/?view=mine").content.decode()


def test_me_in_a_shared_view_is_whoever_reads_it(world, client):
    view = a_view(world.head, for_all=True, filter=Test("assignee", "is", ("me",)))
    assert len(numbers(page_of(client, view=view.key))) == 5
    client.force_login(world.colleague)
    assert numbers(page_of(client, view=view.key)) == ["TT-26-900002"]


def test_a_view_is_opened_changed_and_kept_as_its_text(world, client):
    view = a_view(world.agent)
    page = page_of(client, view=view.key, f="khẩn:rất-gấp")
    assert numbers(page) == ["TT-26-900001"]
    assert "Lưu thay đổi" in page
    assert "Lưu thay đổi" not in page_of(client, view=view.key)
    assert "Lưu thay đổi" not in page_of(client, view=view.key, f="status:open urgency:critical,low")
    address = f"{reverse('view_keep_filter', args=[view.pk])}?view={view.key}&f=khẩn:rất-gấp&sort=waiting"
    assert client.post(address, {"revision": "1"}).status_code == 302
    view.refresh_from_db()
    assert (view.filter["all"][0]["field"], view.sort, view.revision, view.owner) == (
        "urgency", "waiting", 2, world.agent,
    )  # fmt: skip


def test_two_who_change_a_shared_view_at_the_same_moment_are_told(world, client):
    view = a_view(world.agent, team=world.support)
    actions.change_view(view, ViewPlan(name="Rất gấp", team=world.support), revision=1, by=world.head, now=w.NOW)
    with pytest.raises(ViewChanged):
        actions.change_view(view, ViewPlan(name="x"), revision=1, by=world.agent, now=w.NOW)
    sent = {"name": "Việc gấp", "whom": str(world.support.pk), "revision": "1"}
    answer = client.post(reverse("view_change", args=[view.pk]), sent, **HX)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"{world.head.full_name} vừa sửa chế độ xem này" in page
    assert 'value="Việc gấp"' in page
    view.refresh_from_db()
    assert view.name == "Rất gấp"


def test_a_view_is_deleted_with_a_way_back_and_gone_for_good_after_a_while(world, client):
    view = a_view(world.agent)
    client.post(reverse("view_delete", args=[view.pk]))
    assert view.name in client.get(reverse("views")).content.decode()
    assert reverse("view_restore", args=[view.pk]) in client.get(reverse("views")).content.decode()
    assert view.name not in client.get("/inbox/counts/?view=mine").content.decode()
    client.post(reverse("view_restore", args=[view.pk]))
    assert view.name in client.get("/inbox/counts/?view=mine").content.decode()
    actions.delete_view(view, now=w.NOW)
    assert actions.forget_views(w.NOW + actions.viewing.KEPT / 2) == 0
    assert actions.forget_views(w.NOW + actions.viewing.KEPT * 2) > 0


def test_pinned_views_stand_in_one_s_own_order_before_some_of_the_others(world, client):
    first, second = a_view(world.agent, name="Một"), a_view(world.agent, name="Hai")
    for number in range(10):
        a_view(world.head, name=f"Chung {number}", for_all=True)
    beside = [view.name for view in queries.views_beside(world.agent)]
    assert beside == ["Một", "Hai", *(f"Chung {number}" for number in range(UNPINNED_SHOWN))]
    client.post(reverse("view_move", args=[second.pk]), {"way": "up"})
    client.post(reverse("view_pin", args=[first.pk]), {"pin": "0"})
    assert next(view.name for view in queries.views_beside(world.agent)) == "Hai"
    client.post(reverse("view_pin", args=[first.pk]), {"pin": "1"})
    client.post(reverse("view_move", args=[first.pk]), {"way": "down"})  # the last one stays
    assert [view.name for view in queries.views_beside(world.agent)][:2] == ["Hai", "Một"]
    assert Pinned.objects.filter(agent=world.head).count() == 10


DOORS = ["view_change", "view_delete", "view_restore", "view_keep_filter", "view_pin", "view_move"]


@pytest.mark.parametrize("do", DOORS)
def test_nobody_changes_a_view_that_is_not_theirs_to_change(world, client, do):
    shared, private = a_view(world.head, for_all=True), a_view(world.head)
    before = list(SavedView.objects.order_by("pk").values())
    client.force_login(world.colleague)
    sent = {"name": "Của tôi", "whom": "own", "revision": "1", "pin": "1"}
    query = f"?view={shared.key}&f=x"
    refused = client.post(reverse(do, args=[shared.pk]) + query, sent).status_code
    assert refused == (302 if do in {"view_pin", "view_move"} else 403)
    assert client.post(reverse(do, args=[private.pk]) + query, sent).status_code == 404
    assert list(SavedView.objects.order_by("pk").values()) == before


def test_who_may_not_share_with_everybody_or_with_another_team_cannot(world, client):
    address = f"{reverse('view_new')}?view=mine"
    page = client.get(address, **HX).content.decode()
    assert "Tổ Hỗ trợ" in page
    assert "Cho mọi người" not in page
    for whom in ("all", str(world.repairs.pk)):
        assert client.post(address, {"name": "x", "whom": whom}, **HX).status_code == 422
    assert client.post(address, {"name": "x", "whom": str(world.support.pk)}, **HX).status_code == 204
    client.force_login(world.head)
    assert client.post(address, {"name": "y", "whom": "all"}, **HX).status_code == 204
    assert {(view.name, view.team, view.owner) for view in SavedView.objects.all()} == {
        ("x", world.support, None), ("y", None, None),
    }  # fmt: skip


def test_a_view_whose_team_is_gone_finds_nothing_and_says_so(world, client):
    team = Team.objects.create(
        key="tam", name="Tổ tạm", department=world.support.department, calendar=world.support.calendar
    )
    view = a_view(world.agent, filter=All((OPEN, Test("team", "is", (str(team.pk),)))))
    team.delete()
    page = page_of(client, view=view.key)
    assert numbers(page) == []
    assert "Tổ: mục mà chế độ xem này nhắc đến không còn nữa" in page
    SavedView.objects.update(filter={"rubbish": True})
    assert numbers(page_of(client, view=view.key)) == []
    assert client.get(reverse("views")).status_code == 200


def test_five_hundred_views_are_as_many_statements_as_five(world, client, django_assert_max_num_queries):
    SavedView.objects.bulk_create(
        SavedView(name=f"Xem {n}", owner=world.agent, changed_at=w.NOW, filter={"all": []}) for n in range(500)
    )
    Pinned.objects.bulk_create(Pinned(agent=world.agent, view=view, rank=1) for view in SavedView.objects.all())
    with django_assert_max_num_queries(6):
        page = client.get("/inbox/counts/?view=mine").content.decode()
    assert page.count("side-link") == MOST_SHOWN
    with django_assert_max_num_queries(8):
        assert client.get(reverse("views")).content.decode().count("view-row") == 500 + 1


def test_counts_come_after_the_page_are_capped_in_the_reader_s_digits_and_kept_a_moment(world, client, monkeypatch):
    view = a_view(world.agent, filter=OPEN)
    assert f'hx-get="/inbox/counts/?view={view.key}"' in page_of(client, view=view.key)
    monkeypatch.setattr("tantam.cases.queries.viewing.time", SimpleNamespace(monotonic=lambda: 100.0))
    counts = f"/inbox/counts/?view={view.key}"
    fresh = client.get(counts).content.decode()
    assert 'class="count">5<' in fresh
    assert "delay:" not in fresh
    many_cases_again(world, 1100)
    kept = client.get(counts).content.decode()
    assert 'class="count">5<' in kept  # for some seconds, and then it is asked anew by itself
    assert 'hx-trigger="load delay:5s"' in kept
    forget_counts()
    page = client.get(counts).content.decode()
    assert 'class="count">1.000+<' in page
    assert "1.000+ phiếu" in page
    assert "1.000+" in page_of(client, view="mine")
    world.agent.language = "en"
    world.agent.save()
    assert 'class="count">1,000+<' in client.get(counts).content.decode()
    assert "1,000+" in page_of(client, view="mine")


def test_counts_are_shared_by_who_sees_all_but_not_what_one_sees_by_name(world, client, django_assert_num_queries):
    other = w.person("sep", "Mạc Thanh Bình", role=Role.HEAD, team=None, reach=Reach.ALL)
    case = Case.objects.get(number="TT-26-900001")
    actions.make_private(case, by=world.head, now=w.NOW)
    CaseAccess.objects.filter(agent=other).delete()
    mine = Test("assignee", "is", ("me",))
    first = queries.count_all([OPEN, mine], agent=world.head, now=w.NOW)
    assert queries.count_all([OPEN, mine], agent=other, now=w.NOW) == [5, 0]
    assert first == [6, 0]
    with django_assert_num_queries(1):  # whether there is anything that one sees by name
        queries.count_all([OPEN], agent=other, now=w.NOW)
    assert queries.count_all([OPEN, mine], agent=world.agent, now=w.NOW) == [5, 5]


def many_cases_again(world: w.World, count: int) -> None:
    one = Case.objects.get(number="TT-26-900000")
    Case.objects.bulk_create(
        Case(
            number=f"TT-26-8{number:05}", brand=one.brand, customer=one.customer, channel_kind="email",
            team=one.team, assignee=one.assignee, opened_at=w.NOW, last_entry_at=w.NOW,
        )
        for number in range(count)
    )  # fmt: skip


def test_completion_offers_fields_and_values_where_the_caret_stands(world, client):
    def offered(text: str, at: int | None = None) -> list[tuple[str, int, int]]:
        answer = client.get("/inbox/complete/", {"q": text, "at": len(text) if at is None else at}).json()
        return [(one["insert"], one["start"], one["end"]) for one in answer]

    assert ("tình-trạng:", 0, 4) in offered("tinh")
    assert len(offered("")) > 20
    assert offered("từ:lan status:clo") == [("đóng", 14, 17)]
    assert ('"Phùng Bá Khôi"', 10, 12) in offered("phụ-trách:kh")
    assert ("tôi", 10, 10) in offered("phụ-trách:")
    assert ("<bây-giờ", 4, 4) in offered("hạn:")
    assert offered("status:open lan", 15) == []
    assert client.get("/inbox/complete/", {"q": "x" * 9000, "at": "99999999"}).status_code == 200


def test_ten_thousand_letters_are_read_as_far_as_they_go(world, client):
    page = page_of(client, view="mine", f="khẩn:rất-gấp " + "a" * 9000)
    assert "Chỉ đọc 2000 ký tự đầu" in page
    assert numbers(page) == ["TT-26-900001"]
    assert len(page) < 150_000


def test_a_filtered_list_is_few_statements_whatever_is_asked(world, client, django_assert_max_num_queries):
    view = a_view(world.agent, filter=All((OPEN, Test("team", "is", (str(world.support.pk),)))))
    client.get("/inbox/")
    with django_assert_max_num_queries(9):  # with the view, its team's name, and the two stretches of its order
        page = client.get(f"/inbox/?view={view.key}&sort=due").content.decode()
    assert len(numbers(page)) == 5
