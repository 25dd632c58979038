from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from tantam.core.values.business_time import Calendar
from tantam.core.values.forms_of_address import FORMS, form_of_address
from tantam.core.values.identifiers import normal_email, plates_in
from tantam.core.values.phones import parse_phone
from tantam.demo.content import ZONE, read
from tantam.demo.content.calendars import calendar_for, coming_tet, tet_span
from tantam.demo.content.conversations import conversations, dated, promised_at, said_at, words_of
from tantam.demo.content.promising import in_words, promised_for

BUSINESS = read("business")
NOW = datetime(2026, 11, 22, 11, 5, tzinfo=ZONE)


def labels(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "vi" in value or "en" in value:
            yield value
        for inner in value.values():
            yield from labels(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from labels(inner)


@pytest.mark.parametrize("name", ["business", "segments", "conversations"])
def test_every_label_is_in_both_languages(name):
    found = list(labels(read(name)))
    assert len(found) > 10
    for label in found:
        is_our_event = label.get("kind") == "event"
        assert is_our_event or (label.get("vi") and label.get("en")), label


def test_the_business_has_eight_accounts_an_administrator_and_one_who_left():
    agents = BUSINESS["agents"]
    assert len([one for one in agents if one["role"] != "administrator" and "left_on" not in one]) == 8
    assert [one["key"] for one in agents if "left_on" in one] == ["thu"]
    teams = {team["key"] for team in BUSINESS["teams"]}
    assert {team for one in agents for team in one["teams"]} <= teams
    assert {team["calendar"] for team in BUSINESS["teams"]} <= {one["key"] for one in BUSINESS["calendars"]}


def test_the_hotline_and_the_mailbox_are_invented_but_well_formed():
    assert parse_phone(BUSINESS["phone"]).kind == "service"
    assert normal_email(BUSINESS["email"]).endswith(".example")


@pytest.mark.parametrize("calendar", BUSINESS["calendars"], ids=lambda calendar: calendar["key"])
def test_every_calendar_can_be_used(calendar):
    plan = Calendar(BUSINESS["zone"], {int(day): openings for day, openings in calendar["weekly"].items()})
    assert plan.is_open(datetime(2026, 11, 23, 9, tzinfo=ZONE))


def test_over_tết_two_answer_from_nine_to_five_and_the_workshop_is_closed():
    assert coming_tet(NOW.date()) == 2027
    assert coming_tet(date(2027, 2, 20)) == 2028
    assert tet_span("28/12", "3/1", year=2027)[0] == date(2027, 2, 4)
    assert tet_span("28/12", "3/1", year=2027)[-1] == date(2027, 2, 8)
    desk, workshop = (calendar_for(key, today=NOW.date()) for key in ("cskh", "xuong"))
    assert desk.next_open(datetime(2027, 2, 6, 7, tzinfo=ZONE)) == datetime(2027, 2, 6, 9, tzinfo=ZONE)
    assert not desk.is_open(datetime(2027, 2, 6, 17, tzinfo=ZONE))
    assert workshop.next_open(datetime(2027, 2, 3, 8, tzinfo=ZONE)) == datetime(2027, 2, 11, 8, tzinfo=ZONE)


def test_the_shops_are_closed_on_public_holidays():
    assert not calendar_for("cua-hang", today=NOW.date()).is_open(datetime(2026, 9, 2, 10, tzinfo=ZONE))


def test_there_are_ten_conversations_with_known_forms_of_address_and_agents():
    told = conversations()
    agents = {one["key"] for one in BUSINESS["agents"]} | {"customer", "system"}
    assert [entry["number"] for entry in told] == list(range(1, 11))
    assert all(form_of_address(entry["customer"]["form"]) in FORMS for entry in told)
    assert {message["by"] for entry in told for message in entry["messages"]} <= agents
    assert {parse_phone(entry["customer"]["phone"]).kind for entry in told} == {"mobile"}


def test_the_plate_and_mileage_stand_in_the_words_of_the_text_message():
    message = conversations()[2]["messages"][0]["text"]
    assert plates_in(message) == ["29MĐ1-000.41"]
    assert conversations()[2]["facts"]["recognised"]["plate"] == "29MĐ1-000.41"


@pytest.mark.parametrize("hour", [0, 8, 10, 15, 23])
def test_whatever_the_hour_all_was_said_before_now_and_promises_are_ahead(hour):
    now = NOW.replace(hour=hour)
    for entry in conversations():
        times = said_at(entry, now=now)
        assert times == sorted(times)
        assert times[-1] < now
        assert all(promised_at(promise, now=now) > now for promise in entry.get("promises", []))


def test_in_the_afternoon_the_first_conversation_stands_as_written():
    now = NOW.replace(hour=11)
    entry = conversations()[0]
    assert [f"{when:%H:%M}" for when in said_at(entry, now=now)] == ["09:02", "09:06", "09:07"]
    assert promised_at(entry["promises"][0], now=now) == datetime(2026, 11, 22, 15, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("hour", "minute", "words", "four"),
    [
        (0, 20, "trước 15 giờ chiều mai ạ", "22/11 16:00"),
        (11, 5, "trước 15 giờ ạ", "22/11 16:00"),
        (14, 50, "trước 16 giờ 45 ạ", "22/11 16:00"),
        (15, 30, "trước 16 giờ 45 ạ", "22/11 17:00"),
        (17, 14, "trước 18 giờ 30 ạ", "22/11 18:45"),
        (20, 40, "trước 8 giờ 45 sáng mai ạ", "23/11 09:00"),
        (23, 50, "trước 8 giờ 45 sáng mai ạ", "23/11 09:00"),
    ],
)
def test_what_the_agent_said_and_what_the_clock_counts_to_are_the_same_time(hour, minute, words, four):
    now = NOW.replace(hour=hour, minute=minute)
    entry = conversations()[0]
    assert words_of(entry, now=now)[1].endswith(words + ".")
    said = said_at(entry, now=now)[1]
    due = promised_at(entry["promises"][0], now=now)
    assert in_words(due, said_at=said) in words_of(entry, now=now)[1]
    assert f"{promised_for(0, '16:00', now=now):%d/%m %H:%M}" == four


def test_days_from_today_are_written_out():
    assert dated("trước ngày {D+3}, từ {D-1}", now=NOW) == "trước ngày 25/11/2026, từ 21/11/2026"
    assert not any("{" in text for entry in conversations() for text in words_of(entry, now=NOW))
