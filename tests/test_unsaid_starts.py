"""Conditions of starts that are neither true nor false: said where runs are shown, and before publishing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from tantam.customers.models import Customer
from tantam.process.context import begins_in_words
from tantam.process.engine.unsaid import why_unsaid
from tantam.process.models import Firing, Process
from tantam.process.tests.starts import condition, drawn, each, each_day, pass_time, publish
from tests import world as w

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 11, 24, 1, tzinfo=UTC)


@pytest.fixture
def world() -> w.World:
    made = w.build_world()
    for number in range(3):
        Customer.objects.create(code=f"KH{number}", name=f"Khách {number}", brand=made.brand, created_at=w.NOW)
    return made


def page(world: w.World, language: str) -> str:
    world.owner.language = language
    world.owner.save(update_fields=["language"])
    answer = w.signed_in(Client(), world.owner).get("/processes/QT-81/")
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, (("so_phieu", "missing"), ("ten", "missing"))),
        ({"so_phieu": 3}, (("ten", "missing"),)),
        ({"so_phieu": 3, "ten": "Ánh"}, (("so_phieu", "number"), ("ten", "text"))),
    ],
)
def test_values_to_blame_are_those_that_are_missing_else_their_kinds(data: dict[str, Any], why: object) -> None:
    assert why_unsaid("so_phieu > ten", data) == why


def test_a_condition_that_is_null_for_everybody_is_said_with_an_example(world) -> None:
    publish(each_day(each=each(when="ma_khach &gt; 3")))
    pass_time(DUE)
    firing = Firing.objects.get()
    assert (firing.state, firing.begun, firing.failed) == ("done", 0, 0)
    assert (firing.asked, firing.unsaid, firing.unsaid_why) == (3, 3, [["ma_khach", "text"]])
    first = Customer.objects.order_by("pk")[0]
    assert firing.unsaid_whom == f"customer:{first.pk}"
    said = page(world, "vi")
    assert "Trong 3 khách được xét, điều kiện không ra đúng cũng không ra sai với 3, chẳng hạn" in said
    assert "Khách 0 (KH0): “ma_khach” là chữ." in said
    english = page(world, "en")
    assert "Of 3 customers asked, the condition was neither true nor false for 3, for instance" in english
    assert "Khách 0 (KH0): “ma_khach” is a text." in english


def test_who_is_asked_and_answered_is_not_spoken_of(world) -> None:
    publish(each_day(each=each(when="ma_khach = &quot;KH1&quot;")))
    pass_time(DUE)
    firing = Firing.objects.get()
    assert (firing.asked, firing.unsaid, firing.begun, firing.unsaid_whom) == (3, 0, 1, "")
    assert "không ra đúng" not in page(world, "vi")


def test_a_condition_over_a_list_says_so_too(world) -> None:
    publish(drawn(condition("khong_co &gt; 3"), each()))
    pass_time(DUE)
    firing = Firing.objects.get()
    assert (firing.asked, firing.unsaid, firing.unsaid_why) == (3, 3, [["khong_co", "missing"]])
    assert "“khong_co” is missing" in page(world, "en")


def _before(bpmn: str, language: str = "vi") -> list[str]:
    process, _ = Process.objects.get_or_create(key="QT-81", defaults={"name": "X", "created_at": w.NOW})
    with translation.override(language):
        return begins_in_words(bpmn, process, now=datetime(2026, 11, 23, 2, tzinfo=UTC))


def test_before_publishing_it_is_said_when_first_and_for_how_many(world) -> None:
    assert _before(each_day("08:00", each=each(most=2))) == [
        "“Tới giờ”: lần đầu vào 24/11/2026\u00a008:00. Khoảng 2 khách."
    ]
    assert _before(each_day("08:00", each=each()), "en") == [
        "“Tới giờ”: first on 24\u00a0Nov\u00a02026\u00a008:00. About 3 customers."
    ]


def test_before_publishing_its_condition_is_tried_on_some(world) -> None:
    (said,) = _before(each_day("08:00", each=each(when="ma_khach &gt; 3")))
    assert said.endswith(
        "3 khách được xem xét. Thử ngay với 3 khách: đúng với 0. "
        "Không ra đúng cũng không ra sai với 3: “ma_khach” là chữ."
    )
    (said,) = _before(each_day("08:00", each=each(when="ma_khach = &quot;KH1&quot;")), "en")
    assert said.endswith("3 customers are looked at. Tried now on 3: true for 1.")


def test_before_publishing_it_is_said_by_which_message_it_begins(world) -> None:
    event = '<b:messageEventDefinition messageRef="m"/>'
    bpmn = drawn(event, '<t:correlation key="ma_don"/>').replace(
        "<b:process ", '<b:message id="m" name="tra-hang"/><b:process ', 1
    )
    assert _before(bpmn) == [
        "Bắt đầu cho một phiếu khi quy trình khác trên phiếu đó gửi tin “tra-hang”. "
        "Tin phải mang đúng khoá do “ma_don” cho ra."
    ]
    incoming = drawn(event).replace("<b:process ", '<b:message id="m" name="customer.message"/><b:process ', 1)
    assert _before(incoming, "en")[0].endswith("(customer.message).")


def test_a_start_over_tickets_and_one_whose_time_is_over_say_so(world) -> None:
    assert _before(drawn(condition("muc_do = &quot;critical&quot;"))) == [
        "“Tới giờ”: xem lại mỗi khi phiếu thay đổi, bắt đầu mỗi lần điều kiện trở thành đúng."
    ]
    assert _before("<broken") == []


def test_the_check_of_the_studio_carries_it(world) -> None:
    publish(each_day())
    answer = w.signed_in(Client(), world.owner).post(
        "/processes/QT-81/edit/check/", each_day("09:00", each=each()), content_type="application/xml"
    )
    (said,) = answer.json()["taking"]["how"]
    assert "09:00. Khoảng 3 khách." in said
