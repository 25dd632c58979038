"""Periods and versions of the heat map against each other, with numbers worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tantam.organisation.models import Agent
from tantam.process.actions import publish, roll_up_days, save_draft
from tantam.process.models import Process, Version, Visit
from tantam.process.queries import Filters, Side, compare_with, heat_map, side_of_version
from tantam.process.queries.stays import forget_stays
from tantam.process.tests.drawn import SIMPLE, instance, stand, visit
from tantam.process.values.periods import MOST_DAYS, Period, between, last_days
from tantam.process.values.verdicts import changed, changed_share, together
from tantam.process.values.wording import short_change, short_part
from tests import world as w

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture
def version(settings) -> Version:
    settings.UI_ASSETS_REQUIRED = False
    forget_stays()
    w.build_world()
    process = Process.objects.create(key="QT-09", name="Thử", created_at=w.NOW)
    draft = save_draft(process, bpmn=SIMPLE, revision=0, by=None, now=w.NOW - 40 * DAY)
    return publish(draft, by=None, reason="thử", now=w.NOW - 40 * DAY)


@pytest.fixture
def slower(version: Version) -> Version:
    """Last week ten answers of 10 minutes and all ended there; this week ten of 20, half asked again; b got faster."""
    for number in range(10):
        last_week, this_week = w.NOW - 8 * DAY, w.NOW - 1 * DAY
        visit(version, "a", left_at=last_week, seconds=600, via="to_a")
        visit(version, "a", left_at=this_week, seconds=1200, via="to_a")
        visit(version, "b", left_at=last_week, seconds=3600, via="to_b")
        visit(version, "b", left_at=this_week, seconds=1800, via="to_b")
        visit(version, "e", left_at=last_week, seconds=0, via="to_e")
        if number < 5:
            visit(version, "e", left_at=this_week, seconds=0, via="to_e")
    return version


def _compared(version: Version, **filters: Any):
    chosen = Filters(days=7, **filters)
    side = Side(version=version, period=chosen.period(w.NOW).before)
    return compare_with(heat_map(version.pk, filters=chosen, now=w.NOW), side, filters=chosen, now=w.NOW)


def test_then_and_now_are_the_numbers_of_the_example(slower):
    found = _compared(slower)
    a, b = found.steps["a"], found.steps["b"]
    assert (a.counts, a.median.then, a.median.now, a.verdict) == ((10, 10), 600, 1200, "worse")
    assert (b.counts, b.median.then, b.median.now, b.verdict) == ((10, 10), 3600, 1800, "better")
    assert found.shares == {"to_b": 0.5, "to_e": 0.5}
    assert found.slower_most is a
    assert [len(found.having(verdict)) for verdict in ("better", "worse", "alike")] == [1, 1, 0]


@pytest.mark.parametrize("narrowed", [{}, {"channel": ""}, {"team": "ho-tro"}])
def test_days_summed_up_say_the_same_as_single_visits(slower, narrowed):
    for _ in range(6):
        visit(slower, "a", left_at=w.NOW - 8 * DAY, seconds=700, via="to_a", team="ho-tro")
        visit(slower, "a", left_at=w.NOW - 1 * DAY, seconds=60, via="to_a", team="ho-tro")
    before = _compared(slower, **narrowed)
    assert sum(before.steps["a"].counts) >= 12
    roll_up_days(now=w.NOW)
    Visit.objects.filter(left_at__lt=w.NOW - 2 * DAY).delete()
    after = _compared(slower, **narrowed)
    assert [(one.counts, one.median, one.p90) for one in after.steps.values()] == [
        (one.counts, one.median, one.p90) for one in before.steps.values()
    ]


def test_what_is_compared_is_narrowed_alike(slower):
    for _ in range(6):
        visit(slower, "a", left_at=w.NOW - 8 * DAY, seconds=60, via="to_a", channel="zalo")
        visit(slower, "a", left_at=w.NOW - 1 * DAY, seconds=60, via="to_a", channel="zalo")
    a = _compared(slower, channel="zalo").steps["a"]
    assert (a.counts, a.verdict) == ((6, 6), "alike")


def test_a_retired_version_is_compared_by_its_last_days(slower):
    draft = save_draft(slower.process, bpmn=SIMPLE, revision=0, by=None, now=w.NOW - 3 * DAY)
    newer = publish(draft, by=None, reason="thử", now=w.NOW - 3 * DAY)
    slower.refresh_from_db()
    this = last_days(2, today=TODAY)
    assert side_of_version(slower, period=this, now=w.NOW).period == last_days(2, today=date(2026, 11, 20))
    assert side_of_version(slower, period=last_days(7, today=TODAY), now=w.NOW).period == last_days(7, today=TODAY)
    assert side_of_version(newer, period=this, now=w.NOW).period == this


def test_few_stays_and_small_differences_say_nothing():
    assert changed(100, 300, counts=(4, 900)).verdict == ""
    assert changed(100, 104, counts=(9, 9)).verdict == "alike"
    assert changed(100, 106, counts=(9, 9)).verdict == "worse"
    assert changed(None, 106, counts=(0, 9)).verdict == ""
    assert together("alike", "worse") == together("worse", "alike", "") == "worse"
    assert together("alike", "alike") == "alike"
    assert together("better", "worse") == together("better", "alike", "worse") == "mixed"
    assert together("", "") == ""
    assert changed_share(0.5, 0.56, counts=(9, 9)) == "worse"
    assert changed_share(0.5, 0.54, counts=(9, 9)) == "alike"
    assert changed_share(0.5, 0.1, counts=(9, 9)) == "better"
    assert changed_share(0.5, None, counts=(9, 9)) == changed_share(0.1, 0.9, counts=(9, 4)) == ""


def test_a_typed_period_is_turned_round_and_never_in_the_future():
    first, last = date(2026, 11, 1), date(2026, 11, 7)
    assert between(last, first, today=TODAY) == Period(first=first, last=last)
    assert between(first, TODAY + 9 * DAY, today=TODAY) == Period(first=first, last=TODAY)
    assert between(TODAY + DAY, None, today=TODAY) == Period(first=TODAY, last=TODAY)
    assert between(None, last, today=TODAY, days=7) == Period(first=first, last=last)
    assert between(date(2000, 1, 1), None, today=TODAY).days == MOST_DAYS
    assert Period(first=first, last=last).before == Period(first=date(2026, 10, 25), last=date(2026, 10, 31))


def test_two_lengths_stand_in_one_unit():
    assert short_change(1200, 840, language="vi").replace("\u00a0", " ") == "20 → 14 ph"
    assert short_change(3600, 18_000, language="vi").replace("\u00a0", " ") == "1 → 5 giờ"
    assert short_change(4320, 300_000, language="en").replace("\u00a0", " ") == "0.05 → 3.5 days"
    assert short_change(3_300, 26_820, language="en").replace("\u00a0", " ") == "0.92 → 7.5 h"  # ×8.1, as is said
    assert short_part(-0.3, language="vi").replace("\u00a0", " ") == "↓ 30%"
    assert short_part(1.4, language="en").replace("\u00a0", " ") == "↑ ×2.4"


@pytest.mark.parametrize(
    ("language", "said"),
    [("vi", "phiên bản 1 mới có từ 13/11/2026: chỉ 4 ngày"), ("en", "version 1 exists since 13 Nov 2026 only: 4 days")],
)
def test_it_says_that_the_version_existed_for_a_part_of_the_time_only(slower, client, today, language, said):
    """Compared are 10–16 November with the week after; the version is of the 13th."""
    Agent.objects.filter(username="uyen").update(language=language)
    assert said.split(":")[0] not in _page(client, "days=7&against=before").content.decode()
    Version.objects.filter(pk=slower.pk).update(published_at=w.NOW - 10 * DAY)
    assert said in _page(client, "days=7&against=before").content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_median_that_fell_while_the_slowest_tenth_grew_is_mixed_and_never_green(version, client, today, language):
    """Of twenty, fifteen took 20 minutes and take 10 now; the slowest five took 30, take 330 and are late."""
    for number in range(20):
        slow = number < 5
        visit(version, "a", left_at=w.NOW - 8 * DAY, seconds=1800 if slow else 1200, via="to_a", late=0)
        late = 18_000 if slow else 0
        visit(version, "a", left_at=w.NOW - DAY, seconds=19_800 if slow else 600, via="to_a", late=late)
    a = _compared(version).steps["a"]
    assert (a.median.verdict, a.p90.verdict, a.verdict) == ("better", "worse", "mixed")
    Agent.objects.filter(username="uyen").update(language=language)
    page = _page(client, "days=7&against=before").content.decode()
    picture = page.partition("heat-legend")[0]
    assert "dg-mixed" in picture
    assert "dg-better" not in picture
    said = {"vi": "1 bước lẫn lộn", "en": "1 mixed: faster by one measure, slower by another"}
    assert said[language] in page
    assert {"vi": "“Trả lời”: 90% số lượt", "en": "“Answer”: 90% within"}[language] in page


def test_more_that_are_late_make_a_faster_step_mixed(version):
    for number in range(10):
        visit(version, "a", left_at=w.NOW - 8 * DAY, seconds=1200, via="to_a", late=0)
        visit(version, "a", left_at=w.NOW - DAY, seconds=600, via="to_a", late=60 if number < 3 else 0)
    assert _compared(version).steps["a"].verdict == "mixed"


@pytest.mark.parametrize(("language", "said"), [("vi", "mới: 10\u00a0ph"), ("en", "new: 10\u00a0min")])
def test_a_step_that_the_other_version_lacks_says_its_own_time(slower, client, today, language, said):
    renamed = SIMPLE.replace('"b"', '"c"').replace(">b<", ">c<")
    draft = save_draft(slower.process, bpmn=renamed, revision=0, by=None, now=w.NOW - 3 * DAY)
    newer = publish(draft, by=None, reason="thử", now=w.NOW - 3 * DAY)
    for _ in range(6):
        visit(newer, "c", left_at=w.NOW - DAY, seconds=600, via="to_b")
    Agent.objects.filter(username="uyen").update(language=language)
    page = _page(client, f"days=7&against=v{slower.number}").content.decode()
    assert page.count(said) >= 3  # on the picture, and twice in the table


def _page(client: Any, query: str, *, part: bool = False) -> Any:
    client.force_login(Agent.objects.get(username="uyen"))
    headers = {"HX-Request": "true"} if part else {}
    return client.get(f"{reverse('process', args=['QT-09'])}?{query}", headers=headers)


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.NOW)


def test_the_page_says_in_words_picture_and_table_what_became_slower(slower, client, today):
    page = _page(client, "days=7&against=before").content.decode()
    assert "1 bước chậm hơn, 1 bước nhanh hơn" in page
    lost = "Mất thêm nhiều thời gian nhất ở “Trả lời”: một nửa số lượt xong trong 10\u00a0→\u00a020\u00a0ph"
    assert f"{lost} (↑\u00a0100%), 90% số lượt xong trong 10\u00a0→\u00a020\u00a0ph." in page
    assert 'data-worst="a"' in page
    assert "Trả lời: chậm hơn ↑\u00a0100%, 10\u00a0→\u00a020\u00a0ph" in page
    assert '<td class="num">10 → 20 ph</td>' in page.replace("\u00a0", " ")
    assert "dg-worse" in page
    assert "dg-heat-5" not in page.partition("heat-legend")[0]


def test_the_address_keeps_all_that_was_chosen_and_nothing_else(slower, client, today):
    asked = "asked=1&days=own&since=16/11/2026&until=22/11/2026&version=&against=own&then_since=1/11/2026&then_until="
    answer = _page(client, f"{asked}7/11/2026&channel=&sort=-p90", part=True)
    address = answer.headers["HX-Push-Url"]
    assert address == (
        "/processes/QT-09/?days=own&since=2026-11-16&until=2026-11-22"
        "&against=own&then_since=2026-11-01&then_until=2026-11-07&sort=-p90"
    )
    page = answer.content.decode()
    assert "01/11/2026 – 07/11/2026" in page
    assert f'hx-get="{address.replace("&", "&amp;")}"' in page
    again = _page(client, address.partition("?")[2]).content.decode()
    assert "01/11/2026 – 07/11/2026" in again
    assert 'value="16/11/2026"' in again
    assert "HX-Push-Url" not in _page(client, address.partition("?")[2], part=True).headers  # refreshed by itself


def test_a_day_that_is_none_is_said_and_the_last_30_are_shown(slower, client, today):
    page = _page(client, "days=own&since=32/13/2026&until=", part=True).content.decode()
    assert 'role="alert"' in page
    assert "22/11/2026" in page


def test_the_table_is_sorted_by_links_that_say_so(slower, client, today):
    page = _page(client, "days=7&sort=-median").content.decode()
    assert page.count('aria-sort="descending"') == 1
    body = page.partition("<tbody")[2]
    assert body.index("Hỏi thêm") < body.index("Trả lời")
    assert "sort=median" in page
    upwards = _page(client, "days=7&sort=median").content.decode().partition("<tbody")[2]
    assert upwards.index("Trả lời") < upwards.index("Hỏi thêm")


def test_another_version_can_be_looked_at_and_compared_with(slower, client, today):
    draft = save_draft(slower.process, bpmn=SIMPLE, revision=0, by=None, now=w.NOW - 3 * DAY)
    newer = publish(draft, by=None, reason="thử", now=w.NOW - 3 * DAY)
    page = _page(client, f"days=7&against=v{slower.number}").content.decode()
    assert f"trước: 17/11/2026 – 23/11/2026, phiên bản {slower.number}" in page
    assert f'<option value="v{newer.number}"' not in page
    older = _page(client, f"days=7&version={slower.number}").content.decode()
    assert f'value="{slower.number}" selected' in older
    assert "Trả lời: 1" not in older


@pytest.mark.parametrize(("query", "questions"), [("", 11), ("&against=before", 8), ("&against=before&sort=p90", 8)])
def test_the_picture_asks_the_same_whatever_stands_and_passed(slower, client, today, query, questions):
    """Session and positions are two, starts by themselves two; what is over is asked once, then whether it changed."""
    roll_up_days(now=w.NOW)

    def asked() -> int:
        _page(client, f"days=7{query}", part=True)
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{reverse('process', args=['QT-09'])}?days=7{query}", headers={"HX-Request": "true"})
        return len(captured)

    case = instance(slower, subject="case:77")
    stand(case, "a", since=w.NOW - DAY, due_at=w.NOW)
    few = asked()
    for _ in range(30):
        stand(case, "b", since=w.NOW - DAY)
        visit(slower, "b", left_at=w.NOW, seconds=60, via="to_b")
    assert (few, asked()) == (questions, questions)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "“Trả lời”: 90% số lượt xong trong 0,17\u00a0→\u00a02\u00a0giờ (↑\u00a0×"),
        ("en", "“Answer”: 90% within 0.17\u00a0→\u00a02\u00a0h (↑\u00a0×"),
    ],
)
def test_what_changed_most_is_named_first_though_the_median_is_alike(version, client, today, language, said):
    for number in range(20):
        visit(version, "a", left_at=w.NOW - 8 * DAY, seconds=600, via="to_a")
        visit(version, "a", left_at=w.NOW - DAY, seconds=7200 if number < 4 else 600, via="to_a")
    Agent.objects.filter(username="uyen").update(language=language)
    page = _page(client, "days=7&against=before").content.decode()
    assert said in page
    assert {"vi": "một nửa số lượt xong trong", "en": "half within"}[language] in page[page.index(said) :]
