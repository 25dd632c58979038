from collections import Counter
from datetime import date, timedelta

import pytest

from tantam.core.values.forms_of_address import FORMS, form_of_address
from tantam.core.values.identifiers import normal_email, normal_plate, tax_code_problem
from tantam.core.values.phones import parse_phone
from tantam.demo.content import read
from tantam.demo.content.customers import Customer, customers

TODAY = date(2026, 11, 22)
ALL = customers(today=TODAY)


def of(segment: str) -> list[Customer]:
    return [one for one in ALL if one.segment == segment]


def test_there_are_600_customers_in_the_segments_of_the_plan():
    wanted = {segment["key"]: segment["count"] for segment in read("segments")["segments"]}
    assert Counter(one.segment for one in ALL) == wanted
    assert [one.index for one in ALL] == list(range(600))
    assert ALL[599].code == "KH000600"


def test_the_same_day_and_seed_give_the_same_people_and_another_seed_others():
    assert customers(today=TODAY) == ALL
    assert customers(today=TODAY, seed=1) != ALL


def test_the_people_of_the_ten_conversations_come_first():
    assert [one.conversation for one in ALL[:11]] == [*range(1, 11), None]
    assert ALL[5].name == "Lê Văn Thược"
    assert ALL[5].form == "bác/cháu"


def test_every_phone_is_of_a_valid_shape_and_belongs_to_one_customer():
    assert all(parse_phone(one.phone).kind == "mobile" for one in ALL)
    assert len({one.phone for one in ALL}) == 600


def test_mail_goes_only_to_domains_that_do_not_exist():
    assert all(normal_email(one.email).endswith(".example") for one in ALL if one.email)


def test_tax_codes_are_nobodys():
    assert {tax_code_problem(one.tax_code) for one in of("wholesale")} == {"check_digit"}
    assert not any(one.tax_code for one in ALL if one.segment != "wholesale")


def test_plates_are_written_the_usual_way():
    plates = [vehicle.plate for one in ALL for vehicle in one.vehicles if vehicle.plate]
    assert len(plates) > 100
    assert all(normal_plate(plate) == plate for plate in plates)


def test_every_form_of_address_is_one_that_is_offered():
    assert all(form_of_address(one.form) in FORMS for one in ALL)


@pytest.mark.parametrize(
    ("segment", "holds"),
    [
        ("new", lambda one: len(one.orders) == 1 and (TODAY - one.orders[0].on).days <= 60),
        ("regular", lambda one: sum((TODAY - order.on).days <= 365 for order in one.orders) >= 2 or one.conversation),
        ("loyal", lambda one: len(one.orders) + len(one.workshop_visits) >= 4 and (one.last_csat or 5) >= 4),
        ("vip", lambda one: one.revenue_vnd(since=TODAY - timedelta(days=365)) >= 50_000_000 or one.conversation),
        ("prospect", lambda one: not one.orders),
        ("unhappy", lambda one: (one.last_csat or 5) <= 2),
        ("lapsed", lambda one: min((TODAY - order.on).days for order in one.orders) > 274),
    ],
)
def test_customers_fulfil_the_condition_of_their_segment(segment, holds):
    assert all(holds(one) for one in of(segment))


def test_lapsed_customers_left_most_often_for_the_wait_at_the_workshop():
    reasons = Counter(one.lapse_reason for one in of("lapsed"))
    assert reasons.most_common(1) == [("workshop_wait", 27)]
    assert sum(reasons.values()) == 68
    assert set(reasons) == {reason["key"] for reason in read("business")["lapse_reasons"]}


@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 29), date(2027, 1, 1)])
def test_today_one_vip_has_a_birthday_and_one_dealer_an_anniversary(today):
    made = customers(today=today)
    day = (today.month, today.day) if today != date(2028, 2, 29) else (2, 28)
    birthdays = [one.segment for one in made if one.birthday and (one.birthday.month, one.birthday.day) == day]
    openings = [one.name for one in made if one.anniversary and (one.anniversary.month, one.anniversary.day) == day]
    assert birthdays == ["vip"]
    assert openings == ["Đại lý Xe điện Bờ Đê"]


def test_thu_handed_over_41_customers_to_khôi():
    assert [one.owner for one in ALL if one.was_thus] == ["khoi"] * 41
