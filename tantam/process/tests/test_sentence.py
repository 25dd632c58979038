"""What stands above the heat map: what has failed, then what burns, then that nothing hurts; in both languages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tantam.organisation.models import Agent
from tantam.process.actions import publish, save_draft
from tantam.process.models import Process, Token, Version
from tantam.process.queries.mending import open_incidents
from tantam.process.queries.stays import forget_stays
from tantam.process.tests.drawn import SIMPLE, instance, stand, visit
from tests import world as w

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LANGUAGES = ["vi", "en"]


@pytest.fixture
def version(settings, monkeypatch) -> Version:
    settings.UI_ASSETS_REQUIRED = False
    forget_stays()
    w.build_world()
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.NOW)
    process = Process.objects.create(key="QT-09", name="Thử", created_at=w.NOW)
    draft = save_draft(process, bpmn=SIMPLE, revision=0, by=None, now=w.NOW - 40 * DAY)
    return publish(draft, by=None, reason="thử", now=w.NOW - 40 * DAY)


def _page(client: Any, language: str, query: str = "") -> str:
    agent = Agent.objects.get(username="uyen")
    Agent.objects.filter(pk=agent.pk).update(language=language)
    agent.refresh_from_db()
    client.force_login(agent)
    found: str = client.get(f"{reverse('process', args=['QT-09'])}?{query}").content.decode()
    return found


def _sentences(client: Any, language: str) -> list[str]:
    """The texts of the sentences above the map, in their order."""
    page = _page(client, language)
    found = re.findall(r'<p class="heat-sentence.*?</p>', page, re.DOTALL)
    bare = (re.sub(r"<[^>]+>", " ", one).replace("\u00a0", " ") for one in found)
    return [re.sub(r" ([.,:)])", r"\1", " ".join(one.split())).replace("( ", "(") for one in bare]


def _fail(version: Version, node: str, *, times: int = 1) -> None:
    for number in range(times):
        case = instance(version, subject=f"case:{number + 100}")
        stand(case, node, since=w.NOW - MINUTE, state=Token.State.INCIDENT)


def _kept(version: Version, *, late: int | None = 0, times: int = 20, seconds: float = 600) -> None:
    for number in range(times):
        visit(version, "a", left_at=w.NOW - number * MINUTE, seconds=seconds, via="to_a", late=late)


CALM = {"vi": "Không bước nào chậm hơn cam kết.", "en": "No step is slower than promised."}
APART = {"vi": "Ngoài ra, không bước nào chậm hơn cam kết.", "en": "Apart from that, no step is slower than promised."}


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_failed_and_nothing_is_late_it_is_calm(version, client, language):
    _kept(version)
    assert _sentences(client, language) == [CALM[language]]


FAILED = {
    "vi": "3 sự cố đang chờ xử lý – “Hỏi thêm” (2), “Trả lời” (1). Tất cả sự cố",
    "en": "3 incidents wait to be mended – “Hỏi thêm” (2), “Answer” (1). All incidents",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_failed_comes_first_with_its_steps(version, client, language):
    _kept(version)
    _fail(version, "a")
    _fail(version, "b", times=2)
    assert _sentences(client, language) == [FAILED[language], APART[language]]
    page = _page(client, language).replace("&amp;", "&")
    sentence = page[page.index("is-failed") : page.index("is-calm")]
    step = f"{reverse('process_step', args=['QT-09', 'b'])}?version={version.number}&days=30"
    assert f'<a href="{step}" hx-get="{step}" hx-target="#side-body" data-opens="side">“Hỏi thêm”</a>' in sentence
    assert f'href="{reverse("process_incidents", args=["QT-09"])}"' in sentence


def test_the_picture_opens_where_it_failed_before_where_it_burns(version, client):
    _kept(version, late=3_600)
    assert 'data-worst="a"' in _page(client, "vi")
    _fail(version, "b")
    assert 'data-worst="b"' in _page(client, "vi")


LATE_THERE = {
    "vi": "Ở phiên bản 2, không bước nào chậm hơn cam kết. 1 phiếu còn chạy theo phiên bản 1, 1 quá hạn",
    "en": "On version 2 no step is slower than promised. 1 ticket still runs on version 1, 1 overdue",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_late_on_another_version_is_said_with_where_it_is(version, client, language):
    stand(instance(version), "a", since=w.NOW - DAY, due_at=w.NOW - MINUTE)
    again = save_draft(version.process, bpmn=SIMPLE, revision=0, by=None, now=w.NOW - DAY)
    newer = publish(again, by=None, reason="thử", now=w.NOW - DAY)
    _kept(newer)
    assert _sentences(client, language) == [LATE_THERE[language]]
    assert f'<a href="?version={version.number}">' in _page(client, language)


def _tab(page: str) -> str:
    found = re.search(r"<span[^>]* data-open-incidents[^<]*</span>", page)
    assert found
    return found[0]


def test_the_tab_counts_what_has_failed_on_all_versions(version, client, django_assert_num_queries):
    assert (" hidden" in _tab(_page(client, "vi"))) is True
    _fail(version, "b", times=2)
    again = save_draft(version.process, bpmn=SIMPLE, revision=0, by=None, now=w.NOW)
    newer = publish(again, by=None, reason="thử", now=w.NOW)
    _fail(newer, "a")
    page = _page(client, "vi")
    assert (_tab(page).endswith(">3</span>"), " hidden" in _tab(page)) == (True, False)
    assert 'data-incidents="3"' in page
    with django_assert_num_queries(1):
        assert open_incidents(version.process_id) == 3


ONE = {
    "vi": "1 sự cố đang chờ xử lý – “Hỏi thêm”. Tất cả sự cố",
    "en": "1 incident waits to be mended – “Hỏi thêm”. All incidents",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_that_failed_is_one(version, client, language):
    _fail(version, "b")
    assert _sentences(client, language)[0] == ONE[language]


@pytest.mark.parametrize(
    ("language", "more"), [("vi", "và 1 bước nữa. Tất cả sự cố"), ("en", "and 1 more step. All incidents")]
)
def test_of_many_steps_three_are_named(version, client, language, more):
    for node in "abeg":
        _fail(version, node)
    first = _sentences(client, language)[0]
    assert first.count("“") == 3
    assert first.endswith(more)


BURNS = {
    "vi": "5 trong 20 lượt qua bị trễ hạn, tổng cộng trễ 125 giờ làm việc.",
    "en": "5 of 20 that passed were late, by 125 h in working hours together.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_then_comes_what_burns_and_how_late_it_was_in_working_time(version, client, language):
    _kept(version, times=15)
    _kept(version, late=25 * 3600, times=5, seconds=3 * 86_400)
    (said,) = _sentences(client, language)
    assert said.startswith({"vi": "Điểm nghẽn: “Trả lời”", "en": "Bottleneck: “Answer”"}[language])
    assert BURNS[language] in said
    _fail(version, "b")
    failed, burns = _sentences(client, language)
    assert (failed, burns) == (ONE[language], said)


LITTLE = {
    "vi": "Không bước nào đáng lo: 1 trong 21 lượt trễ hạn, tổng cộng trễ 5 phút làm việc.",
    "en": "No step hurts: 1 of 21 stays was late, by 5 min in working hours.",
}
LITTLE_APART = {
    "vi": "Ngoài ra, không bước nào đáng lo: 1 trong 21 lượt trễ hạn, tổng cộng trễ 5 phút làm việc.",
    "en": "Apart from that, no step hurts: 1 of 21 stays was late, by 5 min in working hours.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_little_lateness_is_not_hidden(version, client, language):
    _kept(version)
    _kept(version, late=300, times=1)
    assert _sentences(client, language) == [LITTLE[language]]
    _fail(version, "b")
    assert _sentences(client, language)[1] == LITTLE_APART[language]


UNKNOWN = {
    "vi": "Có 2 lượt không rõ có trễ hạn không: kết thúc trước khi hệ thống bắt đầu đo.",
    "en": "Of 2 stays it is not known whether they were late: they ended before that was measured.",
}
AS_FAR = {
    "vi": "Theo những gì đo được, không bước nào chậm hơn cam kết.",
    "en": "As far as is known, no step is slower than promised.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_what_ended_before_lateness_was_measured_nothing_is_guessed(version, client, language):
    _kept(version, late=None, times=2, seconds=50_000)
    assert _sentences(client, language) == [UNKNOWN[language]]
    _kept(version, times=1)
    forget_stays()
    assert _sentences(client, language) == [f"{AS_FAR[language]} {UNKNOWN[language]}"]
    page = _page(client, language)
    assert page.count(UNKNOWN[language].split(":")[0]) == 3  # above the map, at its number and under the table
    side = client.get(reverse("process_step", args=["QT-09", "a"])).content.decode()
    assert UNKNOWN[language] in side


EMPTY = {
    "vi": "Không có gì chạy trong khoảng này với bộ lọc đang chọn. Hãy chọn khoảng dài hơn hoặc bớt bộ lọc.",
    "en": "Nothing has run in this period with these filters. Choose a longer period, or fewer filters.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_ran_it_says_so(version, client, language):
    assert _sentences(client, language) == [EMPTY[language]]


@pytest.mark.parametrize(("language", "share", "lost"), [("vi", "25%", "26 giờ 30 phút"), ("en", "25%", "26 h 30 min")])
def test_table_and_sheet_say_how_many_were_late_and_what_was_lost(version, client, language, share, lost):
    _kept(version, times=15)
    _kept(version, late=19_080, times=5, seconds=3 * 86_400)
    page = _page(client, language, "sort=-lost").replace("\u00a0", " ")
    body = page[page.index("<tbody") :]
    assert f'<strong class="text-error">{share}</strong>' in body
    assert "5/20" in body
    assert f'<td class="num">{lost}</td>' in body
    assert page.count('aria-sort="descending"') == 1
    side = client.get(reverse("process_step", args=["QT-09", "a"])).content.decode().replace("\u00a0", " ")
    assert share in side
    assert lost in side


def test_where_some_are_unknown_the_share_lies_between(version, client):
    _kept(version, late=None, times=5, seconds=50_000)
    _kept(version, late=None, times=5, seconds=60)
    assert "<span>0%–50%</span>" in _page(client, "vi")
    _kept(version, late=7200, times=5, seconds=50_000)
    forget_stays()
    page = _page(client, "vi")
    assert '<strong class="text-error">33%–67%</strong>' in page
    assert "5/15" in page
    visit(version, "a", left_at=w.NOW - 8 * DAY, seconds=50_000, via="to_a")
    compared = _page(client, "vi", "days=7&against=before")
    assert "– → 33%–67%" in compared
    assert "Có 6 lượt không rõ" in compared  # then and now


def test_the_share_that_was_late_stands_beside_the_one_then(version, client):
    for number in range(10):
        visit(version, "a", left_at=w.NOW - 8 * DAY, seconds=600, via="to_a", late=0 if number else 60)
        visit(version, "a", left_at=w.NOW - DAY, seconds=600, via="to_a", late=60 if number < 4 else 0)
        visit(version, "b", left_at=w.NOW - DAY, seconds=600, via="to_b")
    page = _page(client, "en", "days=7&against=before&sort=-late")
    rows = page[page.index("<tbody") :]
    assert '<td class="num">10% → 40%</td>' in rows
    assert '<td class="num">– → –</td>' in rows
    assert "Late, then → now" in page
