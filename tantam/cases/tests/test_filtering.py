"""Filters over tickets find what they say, sorted as asked, and never a ticket that one may not see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tantam.cases import queries
from tantam.cases.actions.searching import index_case
from tantam.cases.models import Case, CaseAccess, CaseSearch, Entry, Following
from tantam.cases.queries.filtering import READY_FILTERS, as_q, asking, count_filtered, filtered, gone_from, words
from tantam.cases.queries.sorting import SORTS, list_filtered
from tantam.cases.tests import desk
from tantam.core.values.filters import All, Filter, Not, Test
from tantam.core.values.filters import Any as Any_
from tantam.customers.models import Segment, SegmentMembership
from tantam.organisation.models import Agent
from tests import world as w

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def world() -> w.World:
    return desk.build_desk()


def make(world: w.World, number: int, *, name: str = "Nghiêm Thị Hoà", said: str = "", **given: Any) -> Case:
    customer = w.customer(world.brand, name=name, email=f"{name.split()[-1].lower()}{number}@khach.example")
    usual = {
        "brand": world.brand, "channel_kind": "email", "team": world.support, "opened_at": w.NOW,
        "last_entry_at": w.NOW + timedelta(minutes=number), "subject": f"Việc {number}",
    }  # fmt: skip
    case = Case.objects.create(number=f"TT-26-{number:06}", customer=customer, **{**usual, **given})
    index_case(case, said)
    if said:
        Entry.objects.create(case=case, kind=Entry.Kind.NOTE, text=said, at=w.NOW)
    return case


@pytest.fixture
def cases(world) -> dict[str, Case]:
    """One ticket for each thing that can be asked."""
    made = {
        "lan": make(world, 1, name="Trần Thị Lan", assignee=world.agent, due_at=w.NOW + HOUR, awaits_answer=True,
                    last_inbound_at=w.NOW, said="Giao hàng quá chậm, hàng giao rồi mà chậm"),
        "lang": make(world, 2, name="Phạm Lang", due_at=w.NOW - HOUR, urgency="critical", kind="safety",
                     awaits_answer=True, last_inbound_at=w.NOW - HOUR, said="Hàng quá chậm giao"),
        "waits": make(world, 3, state="waiting", assignee=world.colleague, team=world.repairs, channel_kind="zalo",
                      awaits_answer=False, first_responded_at=w.NOW, opened_at=w.NOW - timedelta(days=9)),
        "closed": make(world, 4, state="closed", closed_at=w.NOW, assignee=world.agent, awaits_answer=False),
        "old": make(world, 5, state="closed", closed_at=w.NOW - timedelta(days=40), urgency="high", team=None,
                    opened_at=w.NOW - timedelta(days=50), subject="Đổi mũ màu kem", awaits_answer=False),
    }  # fmt: skip
    member = Segment.objects.create(key="vip", name="Khách VIP", name_en="VIP")
    SegmentMembership.objects.create(segment=member, customer=made["lan"].customer, since=w.NOW)
    Following.objects.create(case=made["waits"], agent=world.head, since=w.NOW)
    return made


def found(text: str, *, by: Agent) -> set[str]:
    reading = queries.read_filter(text, known=words(), now=w.NOW)
    assert reading.faults == (), reading.faults
    page = list_filtered(reading.filter, agent=by, now=w.NOW)
    assert count_filtered(reading.filter, agent=by, now=w.NOW) == len(page.rows)
    return {row["number"] for row in page.rows}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "lan lang waits closed old"),
        ("từ:lan", "lan"),
        ('from:"thị lan"', "lan"),
        ("tình-trạng:mở", "lan lang waits"),
        ("status:active", "lan lang"),
        ("status:waiting,closed", "waits closed old"),
        ("-status:closed", "lan lang waits"),
        ("phụ-trách:khoi", "lan closed"),
        ('assignee:"Đàm Quốc Vĩnh"', "waits"),
        ("phụ-trách:không-ai", "lang old"),
        ('tổ:"bảo hành"', "waits"),
        ("team:none", "old"),
        ("team:mine", "lan lang closed"),
        ("khẩn:rất-gấp", "lang"),
        ("urgency:critical,high", "lang old"),
        ("kind:safety", "lang"),
        ("kênh:zalo", "waits"),
        ("hạn:<bây-giờ", "lang"),
        ("due:2h", "lan"),
        ("hạn:không", "waits"),
        ("-due:any", "waits closed old"),
        ("tạo:<hôm-nay", "waits old"),
        ("closed:last-month", "old"),
        ("updated:today status:closed", "closed old"),
        ("nhóm-khách:vip", "lan"),
        ("nói-cuối:mình", "waits"),
        ("awaits:yes", "lan lang"),
        ("followed:me", "waits"),
        ("mentions:me", ""),
        ("quá chậm", "lan lang"),
        ('"giao hàng quá chậm"', "lan"),
        ('"hàng quá chậm"', "lan lang"),
        ("tiêu-đề:mũ", "old"),
        ('subject:"mau kem"', "old"),
        ("số:3", "waits"),
        ("number:TT-26-000004", "closed"),
        ("chi-nhánh:không-có", "lan lang waits closed old"),
        ('brand:"thuận lộ"', "lan lang waits closed old"),
        ("private:no", "lan lang waits closed old"),
        ("riêng-tư:rồi", ""),
        ("từ:lan OR kênh:zalo", "lan waits"),
        ("-(từ:lan OR status:closed) hạn:<bây-giờ", "lang"),
        ("scheduled:me", ""),
    ],
)
def test_each_field_finds_what_it_says_in_both_languages(world, cases, text, expected):
    assert found(text, by=world.head) == {cases[name].number for name in expected.split()}


def test_nobody_finds_by_a_filter_what_they_may_not_see(world, cases):
    for case in cases.values():
        Case.objects.filter(pk=case.pk).update(is_private=True)
    CaseAccess.objects.create(case=cases["lang"], agent=world.head, because="named", at=w.NOW)
    for text in ("", "tình-trạng:mở,đóng", "-từ:lan", "private:yes", "từ:lan OR -từ:lan", "-(từ:lan từ:phạm)"):
        assert found(text, by=world.head) <= {cases["lang"].number}, text
        assert found(text, by=world.stranger) == set(), text
    assert found("riêng-tư:có", by=world.head) == {cases["lang"].number}


def test_the_ready_views_and_their_filters_are_the_same_tickets(world, cases):
    Case.objects.filter(pk=cases["closed"].pk).update(state="open", closed_at=None, due_at=w.NOW + HOUR / 4)
    for by in (world.agent, world.head, world.stranger):
        for key, given in READY_FILTERS.items():
            view = queries.cases_in_view(key, agent=by, now=w.NOW).values_list("pk", flat=True)
            assert set(filtered(given, agent=by, now=w.NOW).values_list("pk", flat=True)) == set(view), key


def _order(sort: str) -> Any:
    far = w.NOW + timedelta(days=999)
    newest = {"newest": True}.get(sort)
    rank = {"critical": 0, "high": 1, "normal": 2, "low": 3}

    def key(case: Case) -> tuple[Any, ...]:
        last = -case.last_entry_at.timestamp()
        if newest or case.state == "closed":
            return (not newest, last) if not newest else (last,)
        if sort == "due":
            return False, case.due_at or far, 0 if case.due_at else last
        if sort == "priority":
            return False, rank[case.urgency], case.due_at or far, case.pk
        waits = case.last_inbound_at if case.awaits_answer else None
        return False, waits or far, 0 if waits else last

    return key


@pytest.mark.parametrize("sort", list(SORTS))
def test_each_order_is_walked_page_by_page_without_gap_or_repetition(world, cases, sort):
    for number in range(6, 12):
        make(world, number, urgency=["low", "high"][number % 2], due_at=w.NOW + HOUR if number < 9 else None,
             awaits_answer=number % 3 == 0, last_inbound_at=w.NOW - HOUR * (number % 2))  # fmt: skip
    expected = [case.pk for case in sorted(Case.objects.all(), key=_order(sort))]
    walked, after, pages = [], "", []
    while True:
        page = list_filtered(All(), agent=world.head, now=w.NOW, sort=sort, after=after, size=2)
        walked += [row["id"] for row in page.rows]
        if not (after := page.next):
            break
        pages.append(after)
    assert walked == expected
    again = list_filtered(All(), agent=world.head, now=w.NOW, sort=sort, down_to=pages[2])
    assert [row["id"] for row in again.rows] == expected[:6]


def test_a_cursor_of_another_list_or_none_at_all_begins_at_the_top(world, cases):
    first = list_filtered(All(), agent=world.head, now=w.NOW)
    due = list_filtered(All(), agent=world.head, now=w.NOW, sort="due", size=1).next
    for rubbish in ("rubbish", "fA==", due, "bnx4fHk=", "n" * 5000):
        assert list_filtered(All(), agent=world.head, now=w.NOW, after=rubbish).rows == first.rows


def test_what_is_gone_finds_nothing_is_named_and_harms_nothing(world, cases):
    stored: Filter = All((Test("team", "is", ("987654",)), Test("state", "is", ("unfinished",))))
    assert list_filtered(stored, agent=world.head, now=w.NOW).rows == []
    assert gone_from(stored, known=words()) == [Test("team", "is", ("987654",))]
    for odd in (
        Test("no-such-field", "is", ("x",)), Test("team", "is", ("9" * 40, "x", "")), Test("due", "<", ("rubbish",)),
        Test("due", "is", ("9999-12-31",)), Test("opened", "<", ("-9999w",)), Test("customer", "has", ("%_'\\",)),
        Test("text", "phrase", ("(a+)+$ [x] \\",)), Test("subject", "has", ("...",)), Any_(()), Not(Any_(())),
    ):  # fmt: skip
        list_filtered(odd, agent=world.head, now=w.NOW)
        count_filtered(odd, agent=world.head, now=w.NOW)


def test_fifty_tests_are_one_question(world, cases, django_assert_max_num_queries):
    named = [Test("customer", "has", (f"lan{n}",)) for n in range(49)]
    given = Any_((*named, Test("customer", "has", ("lan",))))
    assert world.head.reach == "all"  # asked before
    with django_assert_max_num_queries(3):
        assert len(list_filtered(given, agent=world.head, now=w.NOW).rows) == 1


def test_common_words_are_asked_of_each_ticket_and_find_the_same(world, cases, monkeypatch):
    asks = asking(world.head, w.NOW)
    looked_up = set(Case.objects.filter(as_q(Test("text", "has", ("quá chậm",)), asks)))
    monkeypatch.setattr("tantam.cases.queries.searching.few_of", lambda rows: 0)
    assert set(Case.objects.filter(as_q(Test("text", "has", ("quá chậm",)), asks))) == looked_up
    assert CaseSearch.objects.count() == 5
    assert len(looked_up) == 2
