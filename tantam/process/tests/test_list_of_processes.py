"""The list of all processes: what a card says, and how one is found among many."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tantam.process import actions
from tantam.process.actions import start
from tantam.process.models import Process, Token
from tantam.process.tests.changing_over import KEY, line, publish
from tantam.process.views.seeing import SEEN_AT_ONCE
from tests import world as w

pytestmark = pytest.mark.django_db
LIST = "processes"


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


def drafts(world: w.World, count: int) -> None:
    for number in range(count):
        wanted = actions.NewProcess(
            key=f"QT-{60 + number}", name=f"Chăm sóc khách số {number}", name_en=f"Care {number}"
        )
        actions.begin_process(wanted, by=world.owner, now=w.NOW)


def page_of(client, **asked: str) -> str:
    text: str = client.get(reverse(LIST), asked).content.decode()
    return text


def test_a_card_says_how_much_goes_to_the_version_on_trial(client, world) -> None:
    publish(line("a"))
    process = Process.objects.get(key=KEY)
    draft = actions.save_draft(process, bpmn=line("a", "b"), revision=0, by=world.owner, now=w.NOW)
    w.signed_in(client, world.owner)
    assert "Áp dụng thử" not in page_of(client)
    actions.publish(draft, by=world.owner, reason="thử", now=w.NOW, share=40)
    assert "Áp dụng thử: 40%" in page_of(client)


def test_of_what_was_never_published_it_says_who_changed_it_not_that_nothing_runs(client, world) -> None:
    drafts(world, 1)
    page = page_of(w.signed_in(client, world.owner))
    assert f"{world.owner.full_name}</span>" in page
    assert "đang chạy" not in page


def test_among_many_one_is_found_by_code_or_name_without_marks_in_both_languages(client, world) -> None:
    w.signed_in(client, world.owner)
    drafts(world, SEEN_AT_ONCE)
    assert "process-search" not in page_of(client)
    wanted = actions.NewProcess(key="QT-99", name="Đổi trả hàng lỗi", name_en="Faulty goods")
    actions.begin_process(wanted, by=world.owner, now=w.NOW)
    assert "process-search" in page_of(client)
    for asked in ("doi tra", "ĐỔI lỗi", "faulty", "qt-99"):
        page = page_of(client, q=asked)
        assert page.count("<article") == 1, asked
        assert "QT-99" in page


def test_where_nothing_is_called_so_the_words_stay_and_the_way_back_is_shown(client, world) -> None:
    drafts(world, 1)
    page = page_of(w.signed_in(client, world.owner), q="<b>không")
    assert "Không có quy trình nào tên như vậy" in page
    assert 'value="&lt;b&gt;không"' in page
    assert f'href="{reverse(LIST)}">Xem tất cả' in page


def test_thirty_processes_are_as_many_questions_as_one(client, world) -> None:
    w.signed_in(client, world.owner)
    drafts(world, 1)
    few = questions(client)
    Process.objects.update(key="QT-59")
    drafts(world, 29)
    assert questions(client) == few


def questions(client) -> int:
    page_of(client)  # what is kept between requests is kept now
    with CaptureQueriesContext(connection) as asked:
        page_of(client)
    return len(asked)


def test_late_steps_of_a_version_no_longer_in_force_are_a_link_on_the_card(client, world) -> None:
    publish(line("a"))
    start(KEY, subject="thing:1", labels={}, now=w.NOW)
    publish(line("a", "b"))
    start(KEY, subject="thing:2", labels={}, now=w.NOW)
    Token.objects.update(due_at=w.NOW)
    w.signed_in(client, world.owner)
    page = page_of(client)
    assert f'{reverse("process", args=[KEY])}?version=1">trong đó 1 ở phiên bản 1</a>' in page
    assert "ở phiên bản 2</a>" not in page  # what is shown first needs no way of its own
