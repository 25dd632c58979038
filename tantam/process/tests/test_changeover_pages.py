"""The pages on which running cases are brought to another version."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tantam.process import actions
from tantam.process.actions.changeover import Preview
from tantam.process.context import places
from tantam.process.models import Changeover, Instance, Version
from tantam.process.tests.changing_over import KEY, begin, do, finish, line, publish, start
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


@pytest.fixture
def owner(world: w.World, client: Client) -> Client:
    client.force_login(world.owner)
    return client


def two_versions(count: int = 2) -> tuple[Version, Version]:
    old = publish(line("a", "b"))
    start(count)
    return old, publish(line("a2", "b"))


def url(name: str, *more: object) -> str:
    return reverse(f"process_changeover{name}", args=[KEY, *more])


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_without_anything_on_an_earlier_version_the_page_says_so(owner) -> None:
    publish(line("a"))
    start(1)
    page = owner.get(url("")).content.decode()
    assert "Không có gì để chuyển" in page
    assert 'name="to:a"' not in page


def test_the_map_shows_where_somebody_stands_and_what_it_may_become(owner) -> None:
    two_versions()
    page = owner.get(url("")).content.decode()
    assert 'name="to:a"' in page
    assert '<option value="a2">a2</option>' in page
    assert "2 phiếu ở đây" in page
    assert "1 bước có phiếu chưa có chỗ trong phiên bản mới" in page


def test_looking_beforehand_says_what_would_stay_and_why_then_the_choice_moves_it(owner) -> None:
    two_versions()
    page = owner.post(url("_preview"), {"old": 1, "new": 2}).content.decode()
    assert "“a” không có phần tử tương ứng trong phiên bản mới." in page
    assert "disabled" in page
    chosen = {"old": 1, "new": 2, "to:a": "a2"}
    page = owner.post(url("_preview"), chosen).content.decode()
    assert "Chuyển 2 phiếu" in page
    answer = owner.post(url("_begin"), {**chosen, "seen": seen_in(page)})
    changeover = Changeover.objects.get()
    assert answer.url == url("_seen", changeover.pk)
    finish(changeover)
    page = owner.get(answer.url).content.decode()
    assert "Từ phiên bản 1 sang phiên bản 2" in page
    assert "Đưa 2 phiếu trở lại" in page


def test_a_stranger_reads_what_moving_means_and_what_became_of_it(owner) -> None:
    two_versions()
    page = owner.get(url("")).content.decode()
    assert "Phiên bản mới chỉ dùng cho phiếu mới" in page
    assert "Ở phiên bản 1" in page
    assert "thành bước nào ở phiên bản 2" in page
    chosen = {"old": 1, "new": 2, "to:a": "a2"}
    page = owner.post(url("_preview"), chosen).content.decode()
    assert "Chưa có gì thay đổi." in page
    assert "Xem trước lần nữa" in page
    assert "Chuyển 2 phiếu" in page
    answer = owner.post(url("_begin"), {**chosen, "seen": seen_in(page)})
    changeover = Changeover.objects.get()
    assert "Có thể rời trang này" in owner.get(answer.url).content.decode()
    finish(changeover)
    page = owner.get(answer.url).content.decode()
    assert "2 phiếu nay đi tiếp theo phiên bản 2." in page  # not “where they stood”: a became another step
    assert "Phiếu đứng ở “a” đi tiếp ở “a2”." in page


def test_of_the_steps_to_choose_from_the_one_of_the_same_name_comes_first(owner) -> None:
    old = publish(line("a", "b"))
    start(1)
    new = publish(line("c", "b", "x").replace('name="x"', 'name="a"'))
    (row,) = [one for one in places(old, new, node_map={}, asked=[], wrong=[]).open if one.node == "a"]
    assert row.options[0] == ("x", "a")
    assert row.target == ""  # nothing is guessed


def test_what_was_not_seen_beforehand_is_not_begun(owner) -> None:
    two_versions()
    page = owner.post(url("_preview"), {"old": 1, "new": 2}).content.decode()
    answer = owner.post(url("_begin"), {"old": 1, "new": 2, "to:a": "a2", "seen": seen_in(page)})
    assert "Đây không phải điều bạn vừa xem trước" in answer.content.decode()
    assert not Changeover.objects.exists()


def test_a_choice_that_makes_no_sense_is_said_at_its_row(owner) -> None:
    two_versions()
    answer = owner.post(url("_preview"), {"old": 1, "new": 2, "to:a": "e"})
    assert answer.status_code == 422
    assert "hai phần tử chạy khác nhau" in answer.content.decode()


def test_it_is_stopped_gone_on_with_and_taken_back_from_its_page(owner) -> None:
    old, new = two_versions()
    changeover = begin(old, new, a="a2")
    owner.post(url("_stop", changeover.pk))
    changeover.refresh_from_db()
    assert changeover.state == "stopped"
    owner.post(url("_resume", changeover.pk))
    assert finish(changeover).moved == 2
    do("order:2", "a2")
    owner.post(url("_back", changeover.pk))
    assert finish(changeover).returned == 1
    page = owner.get(url("_seen", changeover.pk)).content.decode()
    assert "Đã đi tiếp ở phiên bản mới" in page
    assert "1 phiếu lại đi tiếp theo phiên bản 1" in page
    assert "đi tiếp ở “a2”" not in page
    assert list(Instance.objects.order_by("id").values_list("version__number", flat=True)) == [1, 2]


def test_the_page_looks_by_itself_as_long_as_it_is_under_way(owner) -> None:
    old, new = two_versions()
    changeover = begin(old, new)
    page = owner.get(url("_seen", changeover.pk)).content.decode()
    assert 'hx-trigger="live, every 2s"' in page
    finish(changeover)
    part = owner.get(url("_seen", changeover.pk), headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="live"' in part
    assert "<html" not in part


@pytest.mark.parametrize(
    ("language", "going_on", "over"),
    [
        ("vi", "phần còn lại tự chuyển tiếp ngay khi máy chủ hoạt động", "Chưa có gì thay đổi; trang này tự nối lại."),
        ("en", "the rest goes on by itself as soon as the server is there", "Nothing was changed meanwhile"),
    ],
)
def test_the_page_has_words_for_while_the_server_is_away(owner, world, language, going_on, over) -> None:
    world.owner.language = language
    world.owner.save()
    changeover = begin(*two_versions(), a="a2")
    page = owner.get(url("_seen", changeover.pk)).content.decode()
    assert "data-says-away" in page
    assert 'role="status" data-away hidden' in page
    assert going_on in page
    assert page.count("data-asks-first") == 1  # to stop it
    finish(changeover)
    page = owner.get(url("_seen", changeover.pk)).content.decode()
    assert over in page
    assert "data-asks-first action" in page  # to take it back


def test_pressing_stop_when_it_is_over_says_so(owner) -> None:
    old, new = two_versions()
    changeover = finish(begin(old, new))
    page = owner.post(url("_stop", changeover.pk), follow=True).content.decode()
    assert "Việc chuyển đã xong trước đó" in page


def test_a_second_one_meanwhile_is_refused_in_words(owner) -> None:
    old, new = two_versions()
    chosen = {"old": 1, "new": 2, "to:a": "a2"}
    page = owner.post(url("_preview"), chosen).content.decode()
    begin(old, new)
    answer = owner.post(url("_begin"), {**chosen, "seen": seen_in(page)}, follow=True)
    assert "Phiếu của quy trình này đang được chuyển" in answer.content.decode()


def test_only_who_publishes_moves_and_whoever_sees_processes_watches(world, client) -> None:
    old, new = two_versions()
    changeover = begin(old, new)
    client.force_login(world.agent)
    assert client.get(url("")).status_code == 403
    for name in ("_stop", "_resume", "_back"):
        assert client.post(url(name, changeover.pk)).status_code == 403
    for name in ("_preview", "_begin"):
        assert client.post(url(name), {"old": 1, "new": 2}).status_code == 403
    page = client.get(url("_seen", changeover.pk)).content.decode()
    assert "Từ phiên bản 1 sang phiên bản 2" in page
    assert url("_stop", changeover.pk) not in page


def test_the_list_of_versions_says_where_tickets_run_and_leads_to_moving_them(owner) -> None:
    two_versions()
    page = owner.get(reverse("process_versions", args=[KEY])).content.decode()
    assert f'<a href="{url("")}?old=1">2</a>' in page
    assert "Vẫn còn phiếu chạy trên phiên bản trước" in page


def test_the_pages_are_in_english_for_who_reads_english(owner, world) -> None:
    old, new = two_versions()
    world.owner.language = "en"
    world.owner.save()
    page = owner.post(url("_preview"), {"old": 1, "new": 2}).content.decode()
    assert "“a” has no counterpart in the new version." in page
    changeover = finish(begin(old, new))
    assert "From version 1 to version 2" in owner.get(url("_seen", changeover.pk)).content.decode()


def test_what_was_not_looked_at_beforehand_is_said_and_may_be_moved(owner, monkeypatch) -> None:
    two_versions()
    seen = Preview(total=1_000_000, held=7, uncounted=915_945, unseen=3)
    monkeypatch.setattr(actions, "preview_changeover", lambda *args, **kwargs: seen)
    page = owner.post(url("_preview"), {"old": 1, "new": 2}).content.decode()
    assert "Vì quá nhiều, còn 915.945 phiếu chưa xem trước." in page
    assert "Còn 3 phiếu tuỳ vào dữ liệu riêng của phiếu" in page
    assert "Chuyển 915.948 phiếu" in page
    assert " disabled" not in page[page.index('id="preview"') :]
