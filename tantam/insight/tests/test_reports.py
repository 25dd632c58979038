"""The reports: figures by day and week, the period asked for, and what changed against the one before."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from tantam.cases.models import Case
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
        client.get("/reports/", {"since": "2026-10-20", "until": "2026-11-24"})
