"""Whom a start leaves out: kept by name up to a bound, counted beyond it, forgotten once it is settled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client

from tantam.cases.models import Case
from tantam.cases.tests.desk import a_case, build_desk, many_cases
from tantam.customers.models import Customer
from tantam.process import actions
from tantam.process.actions.left_out import AGAIN_AFTER, AT_ONCE, FIRINGS_KEPT, NAMED
from tantam.process.models import ArmedStart, Firing, Process, StartFault
from tantam.process.tests.starts import condition, drawn, each, each_day, pass_time, publish
from tests import world as w

pytestmark = pytest.mark.django_db
ENDLESS = "count(for i in 1..100000000 return i) = 1"
DAILY = datetime(2026, 11, 24, 1, tzinfo=UTC)
LATER = w.NOW + AGAIN_AFTER


@pytest.fixture
def world() -> w.World:
    return build_desk()


def people(world: w.World, count: int) -> None:
    Customer.objects.bulk_create(
        Customer(code=f"KH9{number:05}", name=f"Khách {number}", brand=world.brand, created_at=w.NOW)
        for number in range(count)
    )


def look_at_all() -> None:
    for pk in Case.objects.order_by("id").values_list("pk", flat=True):
        actions.look_at_starts(f"case:{pk}", now=w.NOW)


def look_again(now: datetime) -> list[str]:
    looked: list[str] = []
    actions.look_again_at_faults(now=now, look=looked.append)
    for subject in looked:
        actions.look_at_starts(subject, now=now)
    return looked


def kept() -> list[tuple[str, int]]:
    return list(StartFault.objects.order_by("more", "id").values_list("whom", "more"))


def page(world: w.World, language: str) -> str:
    world.owner.language = language
    world.owner.save(update_fields=["language"])
    answer = w.signed_in(Client(), world.owner).get("/processes/QT-81/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_condition_that_fails_for_all_of_a_list_keeps_twenty_names_and_a_number(world) -> None:
    people(world, NAMED + 45)
    publish(drawn(condition(ENDLESS), each(at="08:00")))
    pass_time(DAILY)
    assert Firing.objects.get().failed == NAMED + 45
    assert [more for _whom, more in kept()] == [0] * NAMED + [45]
    (counted,) = StartFault.objects.filter(more__gt=0)
    assert (counted.whom, counted.error_code) == ("", "too_much_work")
    reason = "Biểu thức cần quá nhiều bước tính nên đã bị dừng."
    assert f"Khách 4 (KH900004) và 60 trường hợp khác cũng vậy: {reason}" in page(world, "vi")
    english = page(world, "en")
    assert "Khách 4 (KH900004) and 60 more alike: The expression needs too many steps" in english
    assert "Khách 5" not in english
    assert english.count("too many steps") == 1


def test_the_next_look_at_a_list_settles_what_the_one_before_said(world) -> None:
    people(world, 3)
    publish(drawn(condition(ENDLESS), each(at="08:00")))
    pass_time(DAILY)
    pass_time(DAILY + timedelta(days=1))
    first, second = Firing.objects.order_by("due_at")
    assert (first.faults.count(), second.faults.count()) == (0, 3)
    publish(drawn(condition("so_lan_bom_hang &gt; 2"), each(at="08:00")), now=DAILY + timedelta(days=1, hours=1))
    pass_time(DAILY + timedelta(days=2))
    assert not StartFault.objects.exists()


def test_who_was_left_out_at_a_time_is_kept_for_its_last_firings_only(world) -> None:
    people(world, 1)
    publish(each_day(each=each(when=ENDLESS)))
    for day in range(FIRINGS_KEPT + 3):
        pass_time(DAILY + timedelta(days=day))
    assert Firing.objects.count() == FIRINGS_KEPT + 3
    assert StartFault.objects.count() == FIRINGS_KEPT


def test_tickets_that_all_fail_are_bounded_and_counted_and_the_page_names_five(world) -> None:
    many_cases(world, NAMED + 7)
    publish(drawn(condition(ENDLESS)))
    look_at_all()
    assert [more for _whom, more in kept()] == [0] * NAMED + [7]
    numbers = ", ".join(Case.objects.order_by("id").values_list("number", flat=True)[:5])
    said = page(world, "vi")
    assert f"<li>{numbers} và 22 trường hợp khác cũng vậy: Biểu thức" in said
    assert "case:" not in said


def test_a_ticket_out_of_reach_is_no_raw_key(world) -> None:
    many_cases(world, 1)
    publish(drawn(condition(ENDLESS)))
    look_at_all()
    Case.objects.update(team=None, assignee=None)
    answer = w.signed_in(Client(), world.agent).get("/processes/QT-81/").content.decode()
    assert "case:" not in answer
    assert "ngoài phạm vi của bạn: Biểu thức" in answer


def test_a_failing_ticket_is_looked_at_again_and_settled_once_it_can_be_judged(world) -> None:
    many_cases(world, NAMED + 2)
    publish(drawn(condition(f'if khan = "critical" then {ENDLESS} else khan = "low"')))
    Case.objects.update(urgency="critical")
    look_at_all()
    assert look_again(w.NOW + timedelta(minutes=59)) == []
    assert len(look_again(LATER)) == AT_ONCE
    assert StartFault.objects.count() == NAMED + 1
    Case.objects.update(urgency="low")
    look_again(LATER + AGAIN_AFTER)
    assert not StartFault.objects.exists()  # those that were only counted go with the last that had a name


def test_what_begins_in_circles_goes_on_when_the_hour_is_over_though_nothing_changes(world) -> None:
    case = a_case(world)
    publish(drawn(condition('khan = "critical"')))
    for urgency in ("high", "critical") * 25:
        Case.objects.update(urgency=urgency)
        actions.look_at_starts(case.fact_subject, now=w.NOW)
    assert StartFault.objects.get().error_code == "begins-in-circles"
    assert look_again(LATER + timedelta(minutes=1)) == [case.fact_subject]
    assert not StartFault.objects.exists()


@pytest.mark.parametrize("over", ["closed", "gone"])
def test_a_ticket_that_is_over_or_gone_is_forgotten_and_not_noted_again(world, over) -> None:
    many_cases(world, 1)
    publish(drawn(condition(ENDLESS)))
    look_at_all()
    case = Case.objects.get()
    assert StartFault.objects.count() == 1
    if over == "closed":
        Case.objects.update(state="closed", closed_at=w.NOW)
    else:
        Case.objects.all().delete()
    assert look_again(LATER) == []
    assert not StartFault.objects.exists()
    assert actions.look_at_starts(f"case:{case.pk}", now=LATER) == 0
    assert not StartFault.objects.exists()


def test_a_new_version_has_the_failing_looked_at_soon_and_the_counted_forgotten(world) -> None:
    many_cases(world, NAMED + 2)
    publish(drawn(condition(ENDLESS)))
    look_at_all()
    publish(drawn(condition('khan = "low"')), now=w.NOW + timedelta(minutes=1))
    assert [more for _whom, more in kept()] == [0] * NAMED
    assert len(look_again(w.NOW + timedelta(minutes=2))) == NAMED
    assert not StartFault.objects.exists()


def test_a_fault_of_a_start_that_is_no_more_is_forgotten(world) -> None:
    many_cases(world, 1)
    publish(drawn(condition(ENDLESS)))
    look_at_all()
    ArmedStart.objects.all().delete()  # it was noted behind who retired it
    assert look_again(LATER) == []
    assert not StartFault.objects.exists()


def test_another_reason_takes_the_place_of_the_first(world) -> None:
    many_cases(world, 1)
    publish(drawn(condition(ENDLESS)))
    look_at_all()
    StartFault.objects.update(error_code="other", error="khác")
    look_at_all()
    assert list(StartFault.objects.values_list("error_code", "more")) == [("too_much_work", 0)]


def test_an_update_counts_what_older_releases_kept_one_by_one(world) -> None:
    process = Process.objects.create(key="QT-81", name="x", created_at=w.NOW)
    StartFault.objects.bulk_create(
        StartFault(process=process, node="s", whom=f"case:{one}", error_code="x", error="hỏng", at=w.NOW)
        for one in range(100)
    )
    migration = import_module("tantam.process.migrations.0044_left_out_counted")
    with connection.cursor() as cursor:
        cursor.execute(migration.COUNT)
    assert [more for _whom, more in kept()] == [0] * NAMED + [100 - NAMED]
