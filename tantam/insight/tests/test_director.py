"""The director's page: what counts as sore, how a quotation is cut, and what one page costs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tantam.cases.models import AnswerPromise, Case, Closure, Entry, Problem, ProblemCase
from tantam.insight.queries import Scope, cases_behind, look_for_director, week_until, yesterday
from tantam.insight.queries.director import quote
from tantam.organisation.models import Agent, Reach, Role
from tests import world as w

pytestmark = pytest.mark.django_db

#: Tuesday 24 November 2026, 10:40 in Hà Nội; the week that is over is 17 to 23 November.
NOW = datetime(2026, 11, 24, 3, 40, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
WEEK = week_until(date(2026, 11, 23))


@pytest.fixture
def world(settings) -> w.World:
    settings.UI_ASSETS_REQUIRED = False
    return w.build_world()


def _case(world: w.World, number: int, *, words: str = "Tôi rất bực.", **changes: object) -> Case:
    values = {
        "number": f"TT-26-{number:06}",
        "brand": world.brand,
        "customer": w.customer(world.brand, email=f"k{number}@khach.example", name=f"Khách {number}"),
        "channel_kind": "zalo",
        "kind": "complaint",
        "team": world.support,
        "assignee": world.agent,
        "opened_at": MONDAY,
        "last_entry_at": MONDAY,
        **changes,
    }
    made: Case = Case.objects.create(**values)
    Entry.objects.create(case=made, kind=Entry.Kind.RECORDED_IN, at=made.opened_at, text=words)
    Entry.objects.create(case=made, kind=Entry.Kind.RECORDED_IN, at=made.opened_at, text="Sau đó nói thêm.")
    return made


def _numbers(world: w.World, *, scope: Scope = WEEK, agent: Agent | None = None) -> list[int]:
    found = look_for_director(scope, agent=agent or world.head, now=NOW)
    return [int(matter.case.number[-6:]) for matter in found.matters]


def test_the_week_is_the_seven_days_that_are_over():
    assert yesterday(now=NOW) == date(2026, 11, 23)
    assert (WEEK.since, WEEK.until) == (date(2026, 11, 17), date(2026, 11, 23))
    assert yesterday(now=datetime(2026, 11, 23, 18, 0, tzinfo=UTC)) == date(2026, 11, 23)


def test_safety_comes_before_complaints_and_three_are_enough(world):
    _case(world, 1)
    _case(world, 2, kind="question")
    _case(world, 3, kind="safety", urgency="critical")
    _case(world, 4, due_at=NOW - timedelta(hours=1))
    _case(world, 5, state="closed", closed_at=NOW)
    _case(world, 6, urgency="critical")
    assert _numbers(world) == [3, 6, 4]


def test_a_broken_promise_hurts_without_being_a_complaint(world):
    case = _case(world, 1, kind="delivery")
    assert _numbers(world) == []
    due = MONDAY + timedelta(hours=1)
    AnswerPromise.objects.create(case=case, by=world.agent, made_at=MONDAY, due_at=due, broken_at=due)
    found = look_for_director(WEEK, agent=world.head, now=NOW)
    assert [matter.because for matter in found.matters] == [["open", "broken-promise"]]


def test_cases_of_one_problem_and_of_one_customer_are_one_matter(world):
    problem = Problem.objects.create(number="VD-01", title="Sạc nóng", opened_at=MONDAY)
    for number in (1, 2, 3):
        case = _case(world, number, kind="safety")
        ProblemCase.objects.create(problem=problem, case=case, at=MONDAY)
    fourth = _case(world, 4)
    _case(world, 5, customer=fourth.customer)
    found = look_for_director(WEEK, agent=world.head, now=NOW)
    assert [(one.shared and (one.shared.number, one.shared.cases)) for one in found.matters] == [("VD-01", 3), None]
    behind = cases_behind("problem", Scope(since=WEEK.since, until=WEEK.until, problem="VD-01"), agent=world.head)
    assert behind.count() == 3


def test_what_is_over_for_long_or_came_later_does_not_count(world):
    old = MONDAY - timedelta(days=30)
    _case(world, 1, opened_at=old, state="closed", closed_at=old)
    _case(world, 2, opened_at=old)
    today = _case(world, 3, opened_at=NOW - timedelta(hours=1))
    assert set(_numbers(world)) == {2, 3}
    assert _numbers(world, scope=week_until(date(2026, 11, 16))) == [2]
    assert today.is_open


def test_one_sees_what_one_reaches_only(world):
    _case(world, 1)
    _case(world, 2, team=world.repairs, assignee=world.colleague)
    assert _numbers(world, agent=world.agent) == [1]
    assert _numbers(world, agent=world.stranger) == []


def test_the_customers_first_words_stand_there(world):
    _case(world, 1, words="Sạc nóng rẫy suýt cháy nhà! Gọi ba lần không ai nghe.")
    found = look_for_director(WEEK, agent=world.head, now=NOW)
    assert [matter.words for matter in found.matters] == ["Sạc nóng rẫy suýt cháy nhà! Gọi ba lần không ai nghe."]


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("  Một  câu.\n", "Một câu."),
        ("", ""),
        ("A" * 150 + ". " + "B" * 100 + ".", "A" * 150 + "."),
        ("chữ " * 100, "chữ " * 53 + "chữ…"),
    ],
)
def test_a_quotation_ends_with_a_sentence_or_a_word(said, quoted):
    assert quote(said) == quoted
    assert len(quote(said)) <= 220


def test_goodwill_is_summed_by_week_and_opens_its_cases(world):
    for number, at, amount in [(1, MONDAY, 300_000), (2, MONDAY, 0), (3, MONDAY - timedelta(days=7), 200_000)]:
        case = _case(world, number, state="closed", closed_at=at)
        Closure.objects.create(case=case, at=at, outcome="resolved", compensation_vnd=amount)
    found = look_for_director(WEEK, agent=world.head, now=NOW)
    assert (found.figures.total["goodwill"], found.before.total["goodwill"]) == (300_000, 200_000)
    assert [case.number for case in cases_behind("goodwill", WEEK, agent=world.head)] == ["TT-26-000001"]


def test_an_empty_week_teaches_instead_of_breaking(world, client):
    client.force_login(world.head)
    page = client.get("/reports/director/?until=2026-01-04").content.decode()
    assert "Không ai khiếu nại" in page
    assert "không có gì cần quyết" in page


@pytest.mark.parametrize("until", ["2999-01-01", "gestern", ""])
def test_a_day_that_is_not_over_is_answered_with_the_last_week(world, client, until):
    client.force_login(world.head)
    answer = client.get("/reports/director/", {"until": until})
    assert answer.status_code == 200
    assert answer.context["is_latest"] is True


def test_who_may_see_reports_sees_the_page_and_others_not(world, client):
    client.force_login(world.stranger)
    assert client.get("/reports/director/").status_code == 200
    nobody = w.person("ai", "Không Vai", role=Role.READER, team=None, reach=Reach.OWN)
    nobody.appointments.update(until=NOW)
    client.force_login(nobody)
    assert client.get("/reports/director/").status_code == 403
