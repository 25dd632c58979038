"""Processes that begin when something becomes true: of a ticket that changes, or of customers, looked at once a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tantam.cases.actions import classify
from tantam.cases.models import Case
from tantam.cases.tests.desk import a_case, build_desk
from tantam.core.facts import SYSTEM
from tantam.customers.models import Customer, Segment, SegmentMembership
from tantam.process import actions
from tantam.process.models import ArmedStart, Firing, Instance, StandsTrue, StartFault
from tantam.process.tests.starts import condition, drawn, each, pass_time, publish
from tests import world as w

pytestmark = pytest.mark.django_db
CRITICAL = condition('khan = "critical"')


@pytest.fixture
def world() -> w.World:
    return build_desk()


def urge(case: Case, urgency: str) -> None:
    classify(
        case, kind=case.kind, urgency=urgency, team=None, response_minutes=None, by=SYSTEM, now=w.NOW
    )  # fmt: skip


def look(case: Case) -> int:
    return actions.look_at_starts(case.fact_subject, now=w.NOW)


def begun(case: Case) -> int:
    return Instance.objects.filter(subject=case.fact_subject, version__process__key="QT-81").count()


def test_it_begins_when_it_becomes_true_and_not_again_until_it_was_false(world) -> None:
    case = a_case(world)
    publish(drawn(CRITICAL))
    assert look(case) == 0
    for urgency, times in [("critical", 1), ("critical", 1), ("high", 1), ("critical", 2)]:
        Case.objects.update(urgency=urgency)
        look(case)
        assert begun(case) == times


def test_what_makes_its_own_condition_true_again_and_again_stops_for_an_hour_and_says_so(world) -> None:
    case = a_case(world)
    publish(drawn(CRITICAL))
    for _ in range(25):
        for urgency in ("high", "critical"):
            Case.objects.update(urgency=urgency)
            look(case)
    assert begun(case) == 20
    (fault,) = StartFault.objects.all()
    assert (fault.whom, fault.error_code) == (case.fact_subject, "begins-in-circles")
    assert fault.error_en.startswith("It has begun 20 times here within an hour")
    assert actions.look_at_starts(case.fact_subject, now=w.NOW + timedelta(hours=2)) == 1
    assert (begun(case), StartFault.objects.count()) == (21, 0)


def test_open_tickets_and_new_ones_are_followed_and_told_as_they_change(world) -> None:
    old = a_case(world)
    publish(drawn(CRITICAL))
    looked: list[str] = []
    while actions.follow_subjects(now=w.NOW + timedelta(days=1), look=looked.append):
        pass
    assert looked == []
    assert Case.objects.get(pk=old.pk).awaits_condition
    new = a_case(world, message_id="<2@khach.example>", sender="Lê Văn Đạt <dat@khach.example>")
    assert not new.awaits_condition
    actions.follow_subjects(now=w.NOW, look=looked.append)
    assert looked == [new.fact_subject]
    assert actions.follow_subjects(now=w.NOW, look=looked.append) == 0


def test_without_such_a_start_a_change_asks_nothing_more(world) -> None:
    case = a_case(world)
    with CaptureQueriesContext(connection) as asked:
        actions.follow_subjects(now=w.NOW, look=lambda subject: None)
        assert len(asked) == 1
    urge(case, "high")
    with CaptureQueriesContext(connection) as without:
        urge(Case.objects.get(pk=case.pk), "low")
    said = " ".join(query["sql"] for query in without)
    assert "process_armedstart" not in said
    assert "process.look" not in said


def test_a_trial_takes_the_tickets_of_its_customers(world) -> None:
    case = a_case(world)
    Case.objects.update(urgency="critical")
    publish(drawn(CRITICAL))
    publish(drawn(CRITICAL, task="v"), share=99)
    assert look(case) == 1
    assert Instance.objects.get(version__process__key="QT-81").version.number in {1, 2}


def test_what_cannot_be_judged_is_noted_once_and_forgotten_when_it_can(world) -> None:
    case = a_case(world)
    publish(drawn(condition('if khan = "critical" then count(for i in 1..100000000 return i) = 1 else false')))
    Case.objects.update(urgency="critical")
    look(case)
    look(case)
    (fault,) = StartFault.objects.all()
    assert (fault.whom, fault.error_en) == (
        case.fact_subject, "The expression needs too many steps and was stopped.",
    )  # fmt: skip
    Case.objects.update(urgency="low")
    look(case)
    assert not StartFault.objects.exists()


DAILY = datetime(2026, 11, 24, 1, tzinfo=UTC)


def daily(day: int) -> None:
    pass_time(DAILY + timedelta(days=day))


def customer(world: w.World, code: str, refused: int) -> Customer:
    return Customer.objects.create(
        code=code, name="Khách", brand=world.brand, created_at=w.NOW, refused_deliveries=refused
    )


def of_list() -> list[str]:
    return list(Case.objects.filter(is_outgoing=True).order_by("id").values_list("customer__code", flat=True))


def test_of_customers_it_is_looked_at_once_a_day_and_begins_at_the_edge(world) -> None:
    customer(world, "A", 0)
    customer(world, "B", 5)
    publish(drawn(condition("so_lan_bom_hang &gt; 2"), each(at="08:00")))
    assert ArmedStart.objects.get().due_at == DAILY
    daily(0)
    daily(1)
    assert of_list() == ["B"]
    Customer.objects.filter(code="A").update(refused_deliveries=3)
    Customer.objects.filter(code="B").update(refused_deliveries=0)
    daily(2)
    assert of_list() == ["B", "A"]
    Customer.objects.filter(code="B").update(refused_deliveries=4)
    daily(3)
    assert of_list() == ["B", "A", "B"]
    assert StandsTrue.objects.count() == 2


def test_who_leaves_the_list_begins_again_when_back_and_most_spreads_over_days(world) -> None:
    found = [customer(world, code, 5) for code in "ABC"]
    segment = Segment.objects.create(key="vip", name="VIP")
    for one in found:
        SegmentMembership.objects.create(segment=segment, customer=one, since=w.NOW)
    publish(drawn(condition("so_lan_bom_hang &gt; 2"), each(at="08:00", segment="vip", most=2)))
    daily(0)
    assert of_list() == ["A", "B"]
    assert Firing.objects.get().left == 1
    daily(1)
    daily(2)
    assert of_list() == ["A", "B", "C"]
    SegmentMembership.objects.filter(customer=found[0]).delete()
    daily(3)
    assert StandsTrue.objects.count() == 2
    SegmentMembership.objects.create(segment=segment, customer=found[0], since=w.NOW)
    daily(4)
    assert of_list() == ["A", "B", "C", "A"]


def test_a_new_version_with_the_same_start_does_not_begin_again_for_those_it_is_true_of(world) -> None:
    customer(world, "A", 5)
    publish(drawn(condition("so_lan_bom_hang &gt; 2"), each()))
    daily(0)
    publish(drawn(condition("so_lan_bom_hang &gt; 1"), each(), task="v"), now=DAILY)
    daily(1)
    assert of_list() == ["A"]
    publish(drawn(""), now=DAILY)
    assert not StandsTrue.objects.exists()
