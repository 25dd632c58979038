"""The reports: figures by day and week, the period asked for, and what changed against the one before."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from tantam.cases.models import Case, Clock
from tantam.cases.queries import list_cases, listing
from tantam.cases.tests.desk import many_cases
from tantam.insight import views
from tantam.insight.context import change_between, change_in_words
from tantam.insight.queries import Scope, cases_behind, figures
from tantam.insight.registry import METRICS
from tantam.ui.templatetags.charts import stat
from tests import world as w

pytestmark = pytest.mark.django_db

#: Tuesday 24 November 2026, 10:40 in Hà Nội.
NOW = datetime(2026, 11, 24, 3, 40, tzinfo=UTC)


@pytest.fixture
def world(settings, client, monkeypatch) -> w.World:
    settings.UI_ASSETS_REQUIRED = False
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    made = w.build_world()
    client.force_login(made.head)
    return made


def _case(world: w.World, number: int, *, opened: datetime, answered_in: timedelta) -> Case:
    made: Case = Case.objects.create(
        number=f"TT-26-{number:06}",
        brand=world.brand,
        customer=w.customer(world.brand, email=f"k{number}@khach.example", name=f"Khách {number}"),
        channel_kind="zalo",
        team=world.support,
        opened_at=opened,
        last_entry_at=opened,
        first_responded_at=opened + answered_in,
    )
    return made


@pytest.fixture
def three(world) -> None:
    """Two on Friday 20 November, one on Wednesday the 18th: one week; their medians are 30, 50 and 40 minutes."""
    for number, day, minutes in [(1, 20, 20), (2, 20, 40), (3, 18, 50)]:
        opened = datetime(2026, 11, day, 3, 0, tzinfo=UTC)
        _case(world, number, opened=opened, answered_in=timedelta(minutes=minutes))


def test_each_day_has_its_figures_the_newest_first_and_each_leads_to_its_cases(three, client):
    answer = client.get("/reports/", {"since": "2026-11-01", "until": "2026-11-24"})
    assert answer.context["step"] == "day"
    rows = answer.context["steps"]
    assert [(row["key"], row["figures"]["volume"], row["figures"]["frt"] / 60) for row in rows] == [
        (date(2026, 11, 20), 2, 30.0),
        (date(2026, 11, 18), 1, 50.0),
    ]
    link = re.search(r"<td>20/11/2026</td><td class=\"num\"><a href=\"([^\"]+)\">2</a>", answer.content.decode())
    assert link is not None
    behind = client.get(link[1].replace("&amp;", "&")).context["page"]
    assert sorted(case["number"] for case in behind.rows) == ["TT-26-000001", "TT-26-000002"]


def test_a_long_period_is_read_by_the_week_and_the_week_has_its_own_median(three, client):
    answer = client.get("/reports/", {"since": "2026-09-01", "until": "2026-11-20"})
    assert answer.context["step"] == "week"
    [row] = answer.context["steps"]
    assert (row["scope"].since, row["scope"].until) == (date(2026, 11, 16), date(2026, 11, 20))
    assert (row["figures"]["volume"], row["figures"]["frt"] / 60) == (3, 40.0)
    assert "since=2026-11-16&until=2026-11-20" in row["links"]["frt"]


def test_the_table_by_day_costs_no_query_more(three, client, django_assert_max_num_queries):
    client.get("/reports/", {"since": "2026-11-20", "until": "2026-11-20"})
    with django_assert_max_num_queries(30) as short:
        client.get("/reports/", {"since": "2026-11-20", "until": "2026-11-20"})
    with django_assert_max_num_queries(len(short)):
        answer = client.get("/reports/", {"since": "2026-11-01", "until": "2026-11-24"})
    assert (answer.status_code, len(answer.context["steps"])) == (200, 2)


@pytest.mark.parametrize(("days", "since"), [(1, "2026-11-24"), (7, "2026-11-18"), (365, "2025-11-25")])
def test_today_and_a_year_are_choices(world, client, days, since):
    answer = client.get("/reports/", {"days": days})
    scope = answer.context["scope"]
    assert (scope.since.isoformat(), scope.until.isoformat()) == (since, "2026-11-24")
    page = answer.content.decode()
    assert 'role="alert"' not in page
    assert re.search(rf'<a href="\?days={days}&[^>]* aria-current="true">', page)
    chosen = re.findall(r'<a href="\?days=\d+&[^>]*>([^<]+)</a>', page)
    assert chosen == ["Hôm nay", "7 ngày", "30 ngày", "90 ngày", "1 năm"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"days": "14"}, "Khoảng thời gian này không có trong các lựa chọn; đây là 30 ngày gần nhất."),
        ({"since": "gestern", "until": "2026-11-20"}, "Đây không phải là ngày; đây là 30 ngày gần nhất."),
        ({"since": "2026-11-01", "until": "9999-12-31"}, "Đây không phải là ngày; đây là 30 ngày gần nhất."),
        ({"since": "2026-11-20", "until": "2026-11-19"}, "Ngày đầu sau ngày cuối; đây là 30 ngày gần nhất."),
        ({"since": "2020-01-01", "until": "2026-11-19"}, "Mỗi lần xem tối đa hai năm; đây là 30 ngày gần nhất."),
    ],
)
def test_a_period_without_sense_is_said_in_words_and_the_last_30_days_are_shown(world, client, asked, words):
    answer = client.get("/reports/", asked)
    scope = answer.context["scope"]
    assert (scope.since, scope.until) == (date(2026, 10, 26), date(2026, 11, 24))
    assert words in answer.content.decode()


def test_the_days_chosen_stand_in_the_form(world, client):
    page = client.get("/reports/", {"since": "2026-11-02", "until": "2026-11-09"}).content.decode()
    assert re.search(r'type="text" name="since" value="02/11/2026"[^>]* data-day id="since"', page)
    assert re.search(r'type="text" name="until" value="09/11/2026"[^>]* data-day id="until"', page)
    assert 'role="alert"' not in page


@pytest.mark.parametrize(
    ("metric", "value", "old", "words"),
    [
        ("sla", 0.93, 0.90, "3 điểm %"),
        ("sla", 0.04, 0.0, "4 điểm %"),
        ("csat", 4.25, 4.5, "0,25"),
        ("frt", 90.0, 60.0, "50%"),
        ("volume", 5, 0, ""),
        ("csat", None, 4.5, ""),
    ],
)
def test_a_share_changes_in_points_a_score_by_its_difference_and_a_time_in_percent(metric, value, old, words):
    change = change_between(METRICS[metric], value, old)
    assert change_in_words(METRICS[metric], change) == words


def test_more_tickets_are_neither_good_nor_bad():
    assert METRICS["volume"].good == ""
    assert '<span class="trend"><svg' in stat("Phiếu", "48", change=0.12, good="")
    assert '<span class="trend trend-good"><svg' in stat("SLA", "93%", change=0.03, good="up", change_text="3 điểm %")
    assert "+3 điểm %</span>" in stat("SLA", "93%", change=0.03, good="up", change_text="3 điểm %")


def test_the_dates_under_a_years_bars_are_not_cut_off_at_the_edge(world, client):
    page = client.get("/reports/", {"days": "365"}).content.decode()
    places = [float(x) for x in re.findall(r'<text x="([\d.]+)" y="136">', page)]
    assert (places[0], len(places)) == (18.0, 11)
    assert max(places) <= 982


def test_small_figures_are_measured_every_time_large_ones_kept_longer_where_the_days_are_over():
    assert figures.kept_seconds(figures.KEPT_FROM - 1, is_over=True) == 0
    assert figures.kept_seconds(8_000, is_over=False) == 8
    assert figures.kept_seconds(1_000_000, is_over=False) == figures.SECONDS_OPEN
    assert figures.kept_seconds(8_000, is_over=True) == figures.SECONDS_OVER


def test_what_was_measured_over_many_cases_is_not_asked_again_by_others_of_the_same_reach(
    three, world, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(figures, "KEPT_FROM", 3)
    figures.forget_figures()
    scope = Scope(since=date(2026, 11, 1), until=date(2026, 11, 24))
    assert (world.head.reach, world.agent.reach) == ("all", "team")
    with django_assert_num_queries(2):
        first = figures.measure(scope, agent=world.head, by=["team"], now=NOW)
    with django_assert_num_queries(0):
        assert figures.measure(scope, agent=world.head, by=["team"], now=NOW) == first
    narrower = replace(scope, channel="zalo")
    with django_assert_num_queries(2):
        assert figures.measure(narrower, agent=world.head, by=["team"], now=NOW).total["volume"] == 3
    with django_assert_num_queries(1):
        assert figures.measure(scope, agent=world.agent, by=["team"], now=NOW).total["volume"] == 3
    figures.forget_figures()
    with django_assert_num_queries(2):
        assert figures.measure(scope, agent=world.head, by=["team"], now=NOW) == first


def test_a_promise_counts_where_its_case_was_opened_however_late_it_ended(world):
    calendar = world.support.calendar
    ended = [(0, None), (20, None), (20, 19), (None, 19), (None, None)]  # days until it stopped, was broken
    for number, (stopped, breached) in enumerate(ended):
        opened = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)
        case = _case(world, number, opened=opened, answered_in=timedelta(days=20))
        Clock.objects.create(
            case=case,
            kind="first-response",
            calendar=calendar,
            promised_seconds=60,
            started_at=opened,
            due_at=opened,
            stopped_at=None if stopped is None else opened + timedelta(days=stopped),
            breached_at=None if breached is None else opened + timedelta(days=breached),
            is_met=None if stopped is None else breached is None,
        )
    scope = Scope(since=date(2026, 10, 1), until=date(2026, 10, 2))
    found = figures.measure(scope, agent=world.head, by=["day", "channel"], now=NOW)
    assert (found.total["volume"], found.total["sla"]) == (5, 0.5)
    assert found.by["day"][date(2026, 10, 1)]["sla"] == found.by["channel"]["zalo"]["sla"] == 0.5
    assert figures.volumes(scope, agent=world.head, now=NOW) == {date(2026, 10, 1): 5}
    earlier = figures.measure(scope.before(), agent=world.head, now=NOW)
    assert (earlier.total["volume"], earlier.total["sla"]) == (0, None)


def test_days_are_typed_as_people_write_them_and_stay_as_typed_where_they_make_no_sense(world, client):
    scope = client.get("/reports/", {"since": "2/11/2026", "until": "9.11.26"}).context["scope"]
    assert (scope.since, scope.until) == (date(2026, 11, 2), date(2026, 11, 9))
    page = client.get("/reports/", {"since": "31/2/2026", "until": "9/11/2026"}).content.decode()
    assert 'name="since" value="31/2/2026"' in page
    assert "Đây không phải là ngày; đây là 30 ngày gần nhất." in page


def test_a_list_behind_a_number_says_that_its_dates_make_no_sense(three, client):
    page = client.get("/reports/cases/volume/", {"since": "2026-99-01", "until": "2026-11-24"}).content.decode()
    assert "Đây không phải là ngày; đây là 30 ngày gần nhất." in page
    assert "26/10/2026 đến 24/11/2026 · 3 phiếu" in page
    assert 'role="alert"' not in client.get("/reports/cases/volume/", {"since": "1/11/2026"}).content.decode()


def test_a_list_behind_an_unknown_number_is_not_found(world, client):
    assert client.get("/reports/cases/happiness/").status_code == 404


def test_a_list_shows_what_each_ticket_adds_to_the_number(three, client):
    asked = {"since": "20/11/2026", "until": "20/11/2026", "channel": "zalo"}
    answer = client.get("/reports/cases/frt/", asked)
    assert sorted(measured for _row, measured in answer.context["rows"]) == [1200.0, 2400.0]
    page = answer.content.decode()
    assert "20/11/2026 · Zalo · 2 phiếu" in page
    assert "20\N{NO-BREAK SPACE}phút</td>" in page
    assert 'href="/reports/?since=2026-11-20&amp;until=2026-11-20&amp;channel=zalo"' in page


def test_the_number_of_those_in_no_team_opens_only_them(three, client):
    Case.objects.filter(number="TT-26-000003").update(team=None)
    page = client.get("/reports/", {"since": "1/11/2026", "until": "24/11/2026"}).content.decode()
    link = re.search(r'<td>—</td><td class="num"><a href="([^"]+)">1</a>', page)
    assert link is not None
    behind = client.get(link[1].replace("&amp;", "&"))
    assert [row["number"] for row, _ in behind.context["rows"]] == ["TT-26-000003"]
    assert "chưa thuộc tổ nào · 1 phiếu" in behind.content.decode()
    reports = client.get("/reports/", {"team": "none", "since": "1/11/2026", "until": "24/11/2026"})
    assert reports.context["tiles"][0]["value"] == 1


def test_the_directors_page_says_that_a_day_makes_no_sense(world, client):
    words = "Đây không phải ngày đã qua; đây là bảy ngày gần nhất."
    for asked in ("gestern", "24/11/2026", "1/1/2099"):
        answer = client.get("/reports/director/", {"until": asked})
        assert answer.context["scope"].until == date(2026, 11, 23)
        assert words in answer.content.decode()
    assert words not in client.get("/reports/director/", {"until": "2026-11-16"}).content.decode()


def test_a_list_behind_a_number_is_ordered_by_the_opening_that_it_shows_and_goes_on_where_it_ended(
    world, client, monkeypatch
):
    for number in range(7):
        opened = datetime(2026, 11, 20, 3, 0, tzinfo=UTC) + timedelta(minutes=number % 3)
        made = _case(world, number, opened=opened, answered_in=timedelta(minutes=20))
        closed = opened + timedelta(hours=20 - number)
        Case.objects.filter(pk=made.pk).update(
            last_entry_at=NOW - timedelta(hours=number), closed_at=closed, state="closed"
        )
    monkeypatch.setattr(views, "list_cases", partial(list_cases, size=2))
    for metric in ("volume", "frt", "resolution"):
        found, address = [], f"/reports/cases/{metric}/?since=1/11/2026&until=24/11/2026"
        while address:
            context = client.get(address).context
            found += [row["number"] for row, _ in context["rows"]]
            address = context["more"]
        assert found == list(Case.objects.order_by("-opened_at", "-id").values_list("number", flat=True))


def test_more_than_a_thousand_are_not_counted_out(three, client, monkeypatch):
    monkeypatch.setattr(listing, "COUNT_CAP", 2)
    monkeypatch.setattr(views, "COUNT_CAP", 2)
    page = client.get("/reports/cases/volume/", {"since": "1/11/2026", "until": "24/11/2026"}).content.decode()
    assert "01/11/2026 đến 24/11/2026 · 2+ phiếu" in page
    page = client.get("/reports/cases/volume/", {"since": "20/11/2026", "until": "24/11/2026"}).content.decode()
    assert "20/11/2026 đến 24/11/2026 · 2 phiếu" in page


def _lively(world: w.World, count: int) -> list[str]:
    """Cases opened a minute apart, two and two at the same instant, of which the oldest was talked about last."""
    opened = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    made = [
        _case(world, number, opened=opened + timedelta(minutes=number // 2), answered_in=timedelta(minutes=5))
        for number in range(count)
    ]
    for number, case in enumerate(made):
        Case.objects.filter(pk=case.pk).update(last_entry_at=NOW - timedelta(minutes=number), assignee=world.agent)
    return [case.number for case in reversed(made)]


@pytest.mark.parametrize("place", ["/reports/cases/volume/", "/reports/people/{agent}/"])
def test_the_cases_behind_a_figure_go_by_when_they_were_opened_over_all_pages(world, client, monkeypatch, place):
    newest_first = _lively(world, 7)
    monkeypatch.setitem(list_cases.__kwdefaults__, "size", 3)
    at, seen = f"{place.format(agent=world.agent.pk)}?since=2026-11-20&until=2026-11-20", []
    for _page in range(4):
        context = client.get(at).context
        seen += [row["number"] for row in context["page"].rows]
        if not context["more"]:
            break
        at = context["more"] if context["more"].startswith("/") else at.partition("?")[0] + context["more"]
    assert seen == newest_first


def test_a_page_of_them_is_read_from_the_index_of_openings(world):
    many_cases(world, 400)
    Case.objects.update(opened_at=F("opened_at") - F("id") % 97 * timedelta(minutes=10))
    cases = cases_behind("volume", Scope(since=date(2026, 11, 1), until=date(2026, 11, 24)), agent=world.head)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    plan = cases.order_by("-opened_at", "-id")[:51].explain()
    assert "Index Scan Backward using cases_opened" in plan
    assert "Presorted Key: cases_case.opened_at" in plan
