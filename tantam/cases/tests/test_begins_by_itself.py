"""Processes that begin by a time: a ticket of their own, or one for each customer of a list."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tantam.cases.actions import caring, searching
from tantam.cases.actions.opening import Words
from tantam.cases.actions.taking_in import continue_case
from tantam.cases.models import Case, Clock, Entry
from tantam.cases.queries.caring import DATA_NAMES, data_of_customers
from tantam.customers.models import Customer, Segment, SegmentMembership
from tantam.organisation.models import Business, Holiday, WorkingCalendar, WorkingHours
from tantam.organisation.queries import forget_calendars
from tantam.process import actions
from tantam.process.actions import beginning, check_drawing
from tantam.process.models import ArmedStart, Begun, Firing, Instance, StartFault, Token
from tantam.process.registry.crowds import crowds
from tantam.process.tests.starts import condition, drawn, each, each_day, pass_time, publish, timer
from tantam.process.values.shares import is_in_share
from tests import world as w

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def world() -> w.World:
    return w.build_world()


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    """A moment of 2026 in Hà Nội."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - 7 * HOUR


def due() -> Any:
    return ArmedStart.objects.get().due_at


def people(brand: Any, count: int, **columns: Any) -> list[Customer]:
    return Customer.objects.bulk_create(
        Customer(code=f"KH9{number:05}", name=f"Khách {number}", brand=brand, created_at=w.NOW, **columns)
        for number in range(count)
    )


def in_segment(key: str, customers: list[Customer]) -> None:
    segment, _ = Segment.objects.get_or_create(key=key, defaults={"name": key})
    SegmentMembership.objects.bulk_create(
        SegmentMembership(segment=segment, customer=one, since=w.NOW) for one in customers
    )


def whom() -> list[str]:
    return list(Case.objects.order_by("id").values_list("customer__code", flat=True))


def test_every_working_day_at_eight_leaves_out_sunday_and_a_holiday(world) -> None:
    Holiday.objects.create(calendar=WorkingCalendar.objects.get(), on=date(2026, 11, 25), name="Nghỉ")
    forget_calendars()
    publish(each_day("08:00", "working"))
    times = []
    for _ in range(6):
        times.append(due())
        pass_time(times[-1] + timedelta(seconds=3))
    # NOW is Monday 23 November, 9:00; the 25th is a holiday, the 29th a Sunday
    assert times == [at(24, 8), at(26, 8), at(27, 8), at(28, 8), at(30, 8), at(1, 8, month=12)]
    assert Case.objects.count() == Firing.objects.filter(state="done", missed=0).count() == 6


def test_the_last_of_the_month_and_a_day_of_the_moon_come_round(world) -> None:
    publish(each_day("09:30", "last|lunar:01-01"))
    times = []
    for _ in range(4):
        times.append(due())
        pass_time(times[-1])
    assert times == [
        at(30, 9, 30), at(31, 9, 30, month=12), datetime(2027, 1, 31, 2, 30, tzinfo=UTC),
        datetime(2027, 2, 6, 2, 30, tzinfo=UTC),
    ]  # fmt: skip


def test_a_ticket_of_its_own_is_internal_and_counts_nowhere(world) -> None:
    publish(each_day())
    pass_time(at(24, 8))
    (case,) = Case.objects.select_related("customer", "team")
    assert (case.channel_kind, case.customer.kind, case.customer.name) == ("internal", "internal", "Thuận Lộ")
    assert (case.is_outgoing, case.awaits_answer, case.last_inbound_at, case.team) == (True, False, None, world.support)
    assert list(Clock.objects.values_list("kind", flat=True)) == ["step"]
    assert case.due_at == at(24, 10)
    assert [one.data["what"] for one in Entry.objects.all()] == ["begun-by-itself"]
    pass_time(at(25, 8))
    assert Customer.objects.filter(kind="internal").count() == 1


def test_what_was_missed_while_nothing_worked_fires_once_and_says_so(world) -> None:
    publish(each_day())
    pass_time(at(27, 8, 30))
    (firing,) = Firing.objects.all()
    assert (firing.due_at, firing.missed, firing.begun) == (at(24, 8), 3, 1)
    assert due() == at(28, 8)


def test_a_date_fires_once_and_one_that_is_over_never(world) -> None:
    publish(drawn(timer("2026-11-24T10:00:00+07:00", kind="timeDate")))
    pass_time(at(24, 10))
    pass_time(at(26, 10))
    assert Case.objects.count() == 1
    assert due() is None
    publish(drawn(timer("2026-11-20T10:00:00+07:00", kind="timeDate")))
    pass_time(at(27, 10))
    assert Case.objects.count() == 1


def test_a_length_of_time_counts_from_publishing(world) -> None:
    publish(drawn(timer("PT2H", kind="timeDuration")))
    pass_time(w.NOW + 2 * HOUR - timedelta(seconds=1))
    assert not Case.objects.exists()
    pass_time(w.NOW + 2 * HOUR)
    assert Case.objects.count() == 1


def test_a_cycle_keeps_its_beat_where_a_new_version_draws_it_alike(world) -> None:
    publish(drawn(timer("R/PT3H")))
    pass_time(w.NOW + 3 * HOUR)
    publish(drawn(timer("R/PT3H"), task="v"), now=w.NOW + 4 * HOUR)
    assert due() == w.NOW + 6 * HOUR
    pass_time(w.NOW + 6 * HOUR)
    assert list(Token.objects.order_by("id").values_list("node", flat=True)) == ["u", "v"]
    publish(drawn(timer("R/PT4H")), now=w.NOW + 7 * HOUR)
    assert due() == w.NOW + 11 * HOUR


def test_a_cycle_of_so_many_ends(world) -> None:
    publish(drawn(timer("R2/PT1H")))
    for hour in range(1, 5):
        pass_time(w.NOW + hour * HOUR)
    assert Case.objects.count() == 2
    assert due() is None


def test_a_cycle_whose_begin_is_past_begins_only_by_what_is_left_of_it(world) -> None:
    text = "R5/2026-11-19T10:00:00+07:00/P1D"
    publish(drawn(timer(text)))
    assert ArmedStart.objects.values_list("due_at", "times").get() == (at(23, 10), 4)
    pass_time(at(28, 10))
    assert list(Firing.objects.values_list("due_at", "missed")) == [(at(23, 10), 0)]
    assert due() is None


def test_a_cycle_of_which_all_is_over_is_named_and_begins_nothing(world) -> None:
    text = "R5/2026-01-01T08:00:00+07:00/P1D"
    (found,) = actions.check_drawing(drawn(timer(text)))
    assert (found.code, found.severity, found.element_id) == ("start_is_over", "warning", "s")
    assert "05/01/2026 08:00" in found.message_vi
    publish(drawn(timer(text)))
    pass_time(at(28, 10))
    assert (Case.objects.count(), due()) == (0, None)


def test_nothing_is_armed_where_no_version_in_force_begins_by_itself(world) -> None:
    publish(each_day())
    publish(drawn(""), now=w.NOW + HOUR)
    assert not ArmedStart.objects.exists()


def test_a_trial_that_ends_is_no_longer_armed(world) -> None:
    publish(each_day())
    tried = publish(each_day("09:00"), share=50)
    assert ArmedStart.objects.count() == 2
    actions.end_trial(tried, by=None, now=w.NOW)
    assert list(ArmedStart.objects.values_list("version__number", flat=True)) == [1]


def test_one_that_begins_only_by_itself_takes_no_requests_in(world) -> None:
    publish(each_day())
    assert Business.objects.get().intake_process == ""


def test_each_customer_of_a_segment_gets_a_ticket_of_ours_once(world) -> None:
    vip, other = people(world.brand, 5)[:3], Customer.objects.get(code="KH900004")
    in_segment("vip", vip)
    in_segment("loyal", [vip[0], other])
    publish(each_day(each=each(segment="vip|loyal")))
    pass_time(at(24, 8))
    assert whom() == ["KH900000", "KH900001", "KH900002", "KH900004"]
    subjects = {one.fact_subject for one in Case.objects.all()}
    assert set(Instance.objects.values_list("subject", flat=True)) == subjects
    assert list(Firing.objects.values_list("begun", "failed", "left", "state")) == [(4, 0, 0, "done")]
    pass_time(at(24, 9))
    assert Case.objects.count() == 4


def test_days_before_a_birthday_are_counted_and_none_is_left_out_over_the_weekend(world) -> None:
    for day in (24, 27, 28, 29, 30):
        Customer.objects.create(
            code=f"KH8{day:05}", name="Khách", brand=world.brand, created_at=w.NOW, born_on=date(1990, 11, day)
        )
    publish(each_day(on="mon|fri", each=each(occasion="birthday", ahead=2)))
    pass_time(at(27, 8))  # Friday: whose birthday is on Sunday the 29th
    assert whom() == ["KH800029"]
    pass_time(at(30, 8))  # Monday: the days from 30 November to 2 December
    assert whom() == ["KH800029", "KH800030"]
    variables = Instance.objects.order_by("id").values_list("variables", flat=True)
    assert [one["ngay_dip"] for one in variables] == ["2026-11-29", "2026-11-30"]


def test_who_was_born_on_the_29th_of_february_is_cared_for_on_the_28th(world) -> None:
    publish(each_day(each=each(occasion="birthday")))
    Customer.objects.create(code="KH1", brand=world.brand, created_at=w.NOW, born_on=date(1992, 2, 29))
    ArmedStart.objects.update(due_at=datetime(2027, 2, 28, 1, tzinfo=UTC))
    pass_time(datetime(2027, 2, 28, 1, tzinfo=UTC))
    assert whom() == ["KH1"]


def test_a_condition_narrows_the_list_and_who_cannot_be_judged_is_noted(world) -> None:
    people(world.brand, 4)
    Customer.objects.filter(code="KH900001").update(refused_deliveries=3)
    Customer.objects.filter(code="KH900002").update(lapsed_reason="giá")
    endless = "count(for i in 1..100000000 return i) = 1"
    when = f"if ly_do_roi_bo = &quot;giá&quot; then {endless} else so_lan_bom_hang &gt; 1"
    publish(each_day(each=each(when=when)))
    pass_time(at(24, 8))
    assert whom() == ["KH900001"]
    (fault,) = StartFault.objects.all()
    assert fault.whom == f"customer:{Customer.objects.get(code='KH900002').pk}"
    assert fault.error == "Biểu thức cần quá nhiều bước tính nên đã bị dừng."
    assert fault.error_en == "The expression needs too many steps and was stopped."


def test_most_bounds_a_time_and_the_next_goes_on_behind(world) -> None:
    people(world.brand, 5)
    publish(each_day(each=each(most=2)))
    for day in (24, 25, 26):
        pass_time(at(day, 8))
    assert whom() == ["KH900000", "KH900001", "KH900002", "KH900003", "KH900004", "KH900000"]
    assert list(Firing.objects.order_by("id").values_list("begun", "left")) == [(2, 3), (2, 3), (2, 3)]


def test_a_crash_between_batches_and_a_second_worker_double_nobody(world, monkeypatch) -> None:
    people(world.brand, 7)
    publish(each_day(each=each()))
    actions.fire_due_starts(now=at(24, 8))
    assert actions.carry_on_firings(now=at(24, 8), seconds=0, size=3) == 1

    def crash(*args: object, **named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(beginning, "_note_subjects", crash)
        with pytest.raises(KeyboardInterrupt):
            actions.carry_on_firings(now=at(24, 8), size=3)
    assert Case.objects.count() == Begun.objects.count() == 3
    Firing.objects.update(cursor=0)  # as if somebody had not known how far it has come
    pass_time(at(24, 8))
    assert whom() == [f"KH90000{number}" for number in range(7)]


def test_who_breaks_is_left_out_with_a_note_and_the_others_go_on(world, monkeypatch) -> None:
    people(world.brand, 4)
    publish(each_day(each=each()))
    index = searching.index_case

    def broken(case: Case, text: str) -> None:
        if case.customer.code == "KH900001":
            raise ValueError("hỏng")
        index(case, text)

    monkeypatch.setattr(caring, "index_case", broken)
    pass_time(at(24, 8))
    assert whom() == ["KH900000", "KH900002", "KH900003"]
    (fault,) = StartFault.objects.all()
    assert fault.whom == f"customer:{Customer.objects.get(code='KH900001').pk}"
    assert "hỏng" in fault.error
    assert "hỏng" in fault.error_en
    assert list(Firing.objects.values_list("begun", "failed", "state")) == [(3, 1, "done")]


def test_a_thousand_customers_are_chosen_with_few_statements_a_batch(world) -> None:
    people(world.brand, 1000)
    publish(each_day(each=each(when="so_don = 7")))
    actions.fire_due_starts(now=at(24, 8))
    with CaptureQueriesContext(connection) as few:
        actions.carry_on_firings(now=at(24, 8), seconds=0, size=10)
    Firing.objects.update(cursor=0)
    with CaptureQueriesContext(connection) as many:
        actions.carry_on_firings(now=at(24, 8), seconds=0, size=500)
    assert len(many) <= len(few) <= 16


def test_a_trial_takes_its_share_of_the_customers_and_of_the_days(world) -> None:
    customers = people(world.brand, 60)
    publish(each_day(each=each()))
    publish(each_day(each=each(), task="v"), share=30)
    pass_time(at(24, 8))
    found = dict(Token.objects.values_list("instance__subject", "node"))
    opened = Case.objects.values_list("pk", "customer")
    by_customer = {customer: found[f"case:{pk}"] for pk, customer in opened}
    assert by_customer == {
        one.pk: "v" if is_in_share("QT-81", f"customer:{one.pk}", percent=30) else "u" for one in customers
    }


def test_a_trial_of_what_begins_for_nobody_takes_its_share_of_the_days(world) -> None:
    publish(each_day())
    publish(each_day(task="v"), share=50)
    for day in range(24, 31):
        pass_time(at(day, 8))
    tried = [is_in_share("QT-81", f"day:2026-11-{day}", percent=50) for day in range(24, 31)]
    assert True in tried
    assert False in tried
    assert list(Token.objects.order_by("id").values_list("node", flat=True)) == ["v" if one else "u" for one in tried]


def test_a_new_version_goes_on_with_those_that_are_left(world) -> None:
    people(world.brand, 4)
    publish(each_day(each=each()))
    actions.fire_due_starts(now=at(24, 8))
    actions.carry_on_firings(now=at(24, 8), seconds=0, size=2)
    publish(each_day(each=each(), task="v"), now=at(24, 8))
    pass_time(at(24, 8))
    assert list(Token.objects.order_by("id").values_list("node", flat=True)) == ["u", "u", "v", "v"]


def test_what_is_no_longer_in_force_stops_half_way(world) -> None:
    people(world.brand, 4)
    publish(each_day(each=each()))
    actions.fire_due_starts(now=at(24, 8))
    actions.carry_on_firings(now=at(24, 8), seconds=0, size=2)
    publish(drawn(""), now=at(24, 8))
    pass_time(at(24, 8))
    assert Case.objects.count() == 2
    assert Firing.objects.get().state == "stopped"


def test_the_customers_answer_to_what_we_opened_has_a_promise(world) -> None:
    people(world.brand, 1)
    publish(each_day(each=each()))
    pass_time(at(24, 8))
    case = Case.objects.get()
    words = Words(channel_kind="phone", subject="", text="Cảm ơn shop", entry_kind=Entry.Kind.RECORDED_IN)
    continue_case(case, words=words, customer=case.customer, now=at(24, 9))
    assert Clock.objects.filter(kind="next-response", stopped_at=None).exists()


def test_how_the_list_is_said_in_both_languages(world) -> None:
    Segment.objects.create(key="vip", name="Khách VIP", name_en="VIP customers")
    crowd = crowds()["customer"]
    said = {"segment": "vip", "occasion": "birthday", "ahead": "3"}
    with translation.override("en"):
        assert crowd.in_words(said) == "each customer of VIP customers whose birthday is 3 days later"
        assert crowd.in_words({}) == "each customer"


@pytest.mark.parametrize(
    ("ours", "found"),
    [
        (each(segment="khong-co"), ("each_setting", "error")),
        (each(occasion="name-day"), ("each_setting", "error")),
        (each(ahead="-1"), ("each_setting", "error")),
        (each(most="0"), ("each_setting", "error")),
        (each(most="1" * 5000), ("each_setting", "error")),
        (each(ahead="1" * 5000), ("each_setting", "error")),
        (each(colour="red"), ("each_setting", "warning")),
        ('<t:each of="moon"/>', ("each_unknown", "error")),
        ('<t:timer at="25:00"/>', ("bad_days", "error")),
        ('<t:timer at="08:00" on="noday"/>', ("bad_days", "error")),
    ],
)
def test_a_list_or_a_time_that_cannot_be_meant_is_refused_on_its_element(world, ours, found) -> None:
    problems = actions.check_drawing(drawn(timer("R/PT1H"), ours))
    assert [(one.code, one.severity, one.element_id) for one in problems] == [(*found, "s")]


@pytest.mark.parametrize(
    ("cycle", "found"),
    [("R/PT59S", ["start_too_often"]), ("R3/PT1S", ["start_too_often"]), ("R/PT1M", []), ("R/P1M", [])],
)
def test_what_would_open_tickets_every_few_seconds_is_refused(world, cycle, found) -> None:
    assert [one.code for one in actions.check_drawing(drawn(timer(cycle)))] == found


def test_a_list_that_comes_round_faster_than_it_is_worked_off_does_not_heap_up(world) -> None:
    people(world.brand, 3)
    publish(drawn(timer("R/PT1M"), each()))
    first = due()
    for minute in range(5):
        now = first + timedelta(minutes=minute)
        actions.fire_due_starts(now=now)
        actions.carry_on_firings(now=now, seconds=0, size=1)
    pass_time(first + timedelta(minutes=5))
    assert list(Firing.objects.order_by("id").values_list("begun", "missed", "state")) == [
        (3, 0, "done"), (3, 3, "done"),
    ]  # fmt: skip
    assert (len(whom()), due()) == (6, first + timedelta(minutes=5))


def test_a_holiday_named_after_it_was_armed_is_left_out(world) -> None:
    publish(each_day("08:00", "working"))
    assert due() == at(24, 8)
    Holiday.objects.create(calendar=WorkingCalendar.objects.get(), on=date(2026, 11, 24), name="Nghỉ")
    forget_calendars()
    pass_time(at(24, 8))
    assert (Firing.objects.count(), due()) == (0, at(25, 8))
    pass_time(at(25, 8))
    assert Firing.objects.get().due_at == at(25, 8)


def test_where_the_business_never_opens_it_is_looked_at_daily_and_comes_back_with_the_calendar(world) -> None:
    publish(each_day("08:00", "working"))
    hours = list(WorkingHours.objects.all())
    WorkingHours.objects.all().delete()
    forget_calendars()
    for day in (24, 25, 26):
        pass_time(at(day, 8))
        assert (Firing.objects.count(), due()) == (0, at(day + 1, 8))
    (found,) = actions.check_drawing(each_day("08:00", "working"))
    assert (found.code, found.severity) == ("start_never_opens", "error")
    assert "không có ngày nào mở cửa" in found.message_vi
    WorkingHours.objects.bulk_create(hours)
    forget_calendars()
    pass_time(at(27, 8))
    assert Firing.objects.get().due_at == at(27, 8)


def test_a_time_that_needs_the_ticket_there_is_not_yet_is_refused_and_one_that_is_over_warned_of(world) -> None:
    problems = actions.check_drawing(drawn(timer("ngay_hen", kind="timeDate")))
    assert [(one.code, one.severity) for one in problems] == [("start_gives_no_time", "error")]
    problems = actions.check_drawing(drawn(timer("2020-01-01T08:00:00+07:00", kind="timeDate")))
    assert [(one.code, one.severity) for one in problems] == [("start_is_over", "warning")]


def _doubts(bpmn: str) -> list[str]:
    return [one.message_vi for one in check_drawing(bpmn) if one.severity == "warning"]


def test_a_name_that_nobody_of_the_list_has_is_said_before_it_is_silently_never_true(world) -> None:
    (said,) = _doubts(each_day(each=each(when="so_dn &gt; 3")))
    assert said.endswith("Trong danh sách không ai có “so_dn”, nên điều kiện không bao giờ đúng. Có “so_don”.")
    (said,) = _doubts(each_day(each=each(when="hang_the = &quot;so_don&quot;")))
    assert "“hang_the”" in said
    assert "tong_mua" in said
    (said,) = _doubts(drawn(condition("tong_muaa &gt; 3"), each()))
    assert "Có “tong_mua”." in said


@pytest.mark.parametrize(
    "when",
    [
        "so_don &gt; 3 and nhom[1] = &quot;vip&quot;",
        "list contains(nhom, &quot;so_dn&quot;)",
        "some nhom_nao in nhom satisfies nhom_nao = &quot;vip&quot;",
        "if ngay_sinh = null then false else khach_cong_ty",
    ],
)
def test_names_that_are_there_or_made_in_the_formula_itself_are_no_mistake(world, when) -> None:
    assert _doubts(each_day(each=each(when=when))) == []


def test_the_names_of_the_list_are_those_of_its_data(world) -> None:
    (one,) = people(world.brand, 1)
    assert tuple(data_of_customers([one.pk], at(24, 8))[one.pk]) == DATA_NAMES
