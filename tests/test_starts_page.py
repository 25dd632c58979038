"""What begins by itself is said on the process's page and in the written procedure, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from tantam.customers.models import Customer, Segment
from tantam.organisation.models import Business, Holiday, WorkingCalendar, WorkingHours
from tantam.organisation.queries import forget_calendars
from tantam.process.actions import comes_at
from tantam.process.context import said_of_publishing
from tantam.process.context.procedure import procedure_of
from tantam.process.context.starts import when_of, whom_of
from tantam.process.context.studio import offered
from tantam.process.models import ArmedStart, Firing, StartFault
from tantam.process.queries import compiled
from tantam.process.tests.starts import condition, drawn, each, each_day, pass_time, publish
from tests import world as w

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 11, 24, 1, tzinfo=UTC)


@pytest.fixture
def world() -> w.World:
    made = w.build_world()
    Segment.objects.create(key="vip", name="Khách VIP", name_en="VIP customers")
    return made


def page(world: w.World, language: str) -> str:
    world.owner.language = language
    world.owner.save(update_fields=["language"])
    answer = w.signed_in(Client(), world.owner).get("/processes/QT-81/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_next_time_and_for_how_many_stand_on_the_page(world) -> None:
    for number in range(3):
        Customer.objects.create(code=f"KH{number}", name=f"Khách {number}", brand=world.brand, created_at=w.NOW)
    publish(each_day("08:00", "working", each=each(most=2)))
    said = page(world, "en")
    assert "Begins every working day at 8:00, for each customer" in said
    assert "about 3 customers, at most 2 at a time" in said
    pass_time(DUE)
    firing = Firing.objects.get()
    Firing.objects.update(missed=2, failed=1)
    StartFault.objects.create(
        process_id=firing.process_id, firing=firing, node="s", whom=f"customer:{Customer.objects.get(code='KH1').pk}",
        error_code="x", error="hỏng", error_en="broken", at=DUE,
    )  # fmt: skip
    said = page(world, "en")
    assert "Made up for 2 times that were missed while the product stood still" in said
    assert "About 1 more would have come" in said
    assert "Khách 1 (KH1): broken" in said


def test_where_the_business_never_opens_the_page_says_so_and_names_no_day(world) -> None:
    publish(each_day("08:00", "working"))
    hours = list(WorkingHours.objects.all())
    WorkingHours.objects.all().delete()
    forget_calendars()
    pass_time(DUE)
    assert ArmedStart.objects.get().due_at == DUE + timedelta(days=1)  # looked at then, not begun
    assert "Doanh nghiệp không mở cửa ngày nào nên không bao giờ bắt đầu" in page(world, "vi")
    said = page(world, "en").partition("starts-head")[2].partition("</section>")[0]
    assert "The business opens on no day, so it never begins" in said
    assert "Next:" not in said
    WorkingHours.objects.bulk_create(hours)
    forget_calendars()
    assert "Next: " in page(world, "en").partition("starts-head")[2]


def test_a_day_that_has_become_a_holiday_since_is_not_named_as_the_next(world) -> None:
    now = timezone.localtime(timezone.now())
    publish(each_day("08:00", "working"), now=now)
    due = ArmedStart.objects.get().due_at
    Holiday.objects.create(calendar=WorkingCalendar.objects.get(), on=timezone.localtime(due).date(), name="Nghỉ")
    forget_calendars()
    assert comes_at(ArmedStart.objects.get(), now=now) > due


def test_a_process_that_requests_begin_says_nothing_of_it(world) -> None:
    publish(drawn(""))
    assert "starts-head" not in page(world, "en")


@pytest.mark.parametrize(
    ("language", "when", "whom"),
    [
        (
            "vi",
            "mỗi ngày làm việc và ngày 23/12 âm lịch mỗi năm lúc 8:00",
            "từng khách thuộc Khách VIP đúng ngày sinh nhật",
        ),
        (
            "en",
            "every working day and 23/12 of every lunar year at 8:00",
            "each customer of VIP customers whose birthday it is",
        ),
    ],
)
def test_when_and_for_whom_are_said_in_words(world, language, when, whom) -> None:
    ours = each(segment="vip", occasion="birthday")
    version = publish(each_day("08:00", "working|lunar:12-23", each=ours))
    node = compiled(version.pk).diagram.node("s")
    with translation.override(language):
        assert when_of(node, 0) == when
        assert whom_of(node) == whom
    text = str(procedure_of(version, compiled(version.pk).diagram, tongue=language, now=w.NOW))
    assert when in text
    assert whom in text


def test_a_condition_over_customers_is_said_to_be_looked_at(world) -> None:
    publish(drawn(condition("so_lan_bom_hang &gt; 2"), each(at="07:30")))
    assert "Looked at every day at 7:30, for each customer" in page(world, "en")


def test_the_studio_is_offered_the_lists(world) -> None:
    with translation.override("en"):
        lists: Any = offered()["lists"]
    (found,) = lists
    assert (found["of"], found["label"]) == ("customer", "Each customer")
    assert [one["name"] for one in found["settings"]] == ["segment", "occasion", "ahead"]
    assert {"value": "vip", "label": "VIP customers"} in found["settings"][0]["choices"]


def test_before_it_first_began_its_page_says_that_it_begins_by_itself_not_where_requests_go(world) -> None:
    Business.objects.update(intake_process="QT-01")
    version = publish(each_day("08:00", each=each()), now=timezone.now())
    assert "It begins by itself; below stands when and for whom." in page(world, "en")
    assert "QT-01" not in page(world, "en").partition('<figure class="heat-frame')[0].partition('id="heat"')[2]
    with translation.override("vi"):
        said = said_of_publishing(version)
    assert said == (
        "Đã ban hành phiên bản 1. Quy trình này tự bắt đầu; trang của quy trình cho biết lần tới là khi nào và cho ai."
    )
