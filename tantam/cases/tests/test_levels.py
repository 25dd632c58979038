"""Service levels: editions that never touch what was promised before, a preview that says what a change would mean."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from tantam.cases import actions
from tantam.cases.actions import Answer
from tantam.cases.actions.levels import Change, LevelIsGone, LevelWords, change_levels
from tantam.cases.models import Case, Clock, Entry, EscalationStep, LevelEdition, Outcome, ServiceLevel
from tantam.cases.queries.levels import levels_that_hold, would_change
from tantam.cases.tests import desk
from tantam.cases.values.levels import promised_anew
from tantam.core.facts import Actor
from tantam.customers.models import Segment, SegmentMembership
from tests import world as w

pytestmark = pytest.mark.django_db

FIRST = Clock.Kind.FIRST_RESPONSE


@pytest.fixture
def world() -> w.World:
    """A shop that promises everybody a first answer within half an hour."""
    made = w.build_world()
    ServiceLevel.objects.create(rank=10, first_response_minutes=30)
    return made


@pytest.fixture
def page(client, world):
    client.force_login(world.head)
    type(world.head).objects.filter(pk=world.head.pk).update(language="en")
    return client


def _lay_down(world: w.World, *, of: ServiceLevel | None = None, follow: bool = False, **said: Any) -> LevelEdition:
    words = LevelWords(**{"first_response_minutes": 30, **said})
    return change_levels(Change(words=words, of=of.pk if of else None, reckons_open=follow), by=world.head, now=w.NOW)


def _the_level() -> ServiceLevel:
    return ServiceLevel.objects.holding().get()


def _clock(case: Case, kind: Clock.Kind = FIRST) -> Clock:
    return Clock.objects.get(case=case, kind=kind)


def _follow(now) -> None:
    while actions.reckon_open_cases(now=now):
        pass


def test_a_change_is_an_edition_and_what_was_promised_keeps_the_old_level(world):
    case, old = desk.a_case(world), _the_level()
    edition = _lay_down(world, of=old, first_response_minutes=60)
    assert _clock(case).level == old
    assert _clock(case).due_at == w.NOW + timedelta(minutes=30)
    old.refresh_from_db()
    assert (old.first_response_minutes, old.ended) == (30, edition)
    later = desk.a_case(world, message_id="<2@khach.example>")
    assert _clock(later).level == _the_level()
    assert _clock(later).promised_seconds == 3600


@pytest.mark.parametrize("condition", ["segment", "kind", "urgency", "channel_kind"])
def test_each_condition_chooses_its_level(world, condition):
    vip = Segment.objects.create(key="vip", name="VIP", rank=1)
    SegmentMembership.objects.create(segment=vip, customer=w.customer(world.brand), since=w.NOW)
    other = Segment.objects.create(key="x", name="X", rank=2)
    fits: dict[str, Any] = {"segment": vip, "kind": "question", "urgency": "normal", "channel_kind": "email"}
    fails: dict[str, Any] = {"segment": other, "kind": "return", "urgency": "critical", "channel_kind": "phone"}
    first = _the_level().pk
    _lay_down(world, first_response_minutes=7, before_id=first, **{condition: fails[condition]})
    _lay_down(world, first_response_minutes=9, before_id=first, **{condition: fits[condition]})
    assert [one.first_response_minutes for one in levels_that_hold()] == [7, 9, 30]
    assert _clock(desk.a_case(world)).promised_seconds == 9 * 60


def test_a_level_that_somebody_else_has_changed_is_not_changed_twice(world):
    old = _the_level()
    _lay_down(world, of=old, first_response_minutes=60)
    with pytest.raises(LevelIsGone):
        _lay_down(world, of=old, first_response_minutes=90)
    assert LevelEdition.objects.count() == 1


def test_moving_a_level_ends_nothing(world):
    first = _the_level()
    _lay_down(world, first_response_minutes=5, kind="safety")
    safety = ServiceLevel.objects.get(kind="safety")
    _lay_down(world, of=safety, first_response_minutes=5, kind="safety", before_id=first.pk)
    assert [one.pk for one in levels_that_hold()] == [safety.pk, first.pk]
    assert not ServiceLevel.objects.exclude(ended=None).exists()


def test_open_tickets_follow_where_that_was_asked_and_the_preview_had_counted_them(world):
    case = desk.a_case(world)
    answered = desk.a_case(world, message_id="<2@khach.example>")
    actions.reply(answered, answer=Answer(text="Dạ em đây ạ"), by=world.agent, now=w.NOW)
    nearer = LevelWords(first_response_minutes=20)
    proposal = actions.levels.proposed(Change(words=nearer, of=_the_level().pk))
    found = would_change(proposal, now=w.NOW)
    assert (found.tickets, found.nearer[FIRST], found.farther[FIRST]) == (1, 1, 0)
    edition = _lay_down(world, of=_the_level(), first_response_minutes=20, follow=True)
    _follow(w.NOW + timedelta(minutes=1))
    case.refresh_from_db()
    edition.refresh_from_db()
    assert _clock(case).due_at == case.due_at == w.NOW + timedelta(minutes=20)
    assert (edition.changed, edition.reckoned_at) == (1, w.NOW + timedelta(minutes=1))
    assert Entry.objects.filter(case=case, data__what="levels-changed").count() == 1


def test_no_open_ticket_changes_where_that_was_not_asked(world):
    case = desk.a_case(world)
    _lay_down(world, of=_the_level(), first_response_minutes=20)
    _follow(w.NOW)
    assert _clock(case).due_at == w.NOW + timedelta(minutes=30)


def test_no_ticket_is_late_by_a_change_and_none_that_is_late_is_renewed(world):
    fresh, missed = desk.a_case(world), desk.a_case(world, message_id="<2@khach.example>")
    Clock.objects.filter(case=missed).update(breached_at=w.NOW)
    _lay_down(world, of=_the_level(), first_response_minutes=10, follow=True)
    _follow(w.NOW + timedelta(minutes=15))
    assert _clock(fresh).due_at == w.NOW + timedelta(minutes=30)
    _lay_down(world, of=_the_level(), first_response_minutes=300, follow=True)
    _follow(w.NOW + timedelta(minutes=15))
    assert _clock(missed).due_at == w.NOW + timedelta(minutes=30)


def test_a_worker_that_dies_goes_on_where_it_stopped(world):
    for number in range(3):
        desk.a_case(world, message_id=f"<n{number}@khach.example>")
    edition = _lay_down(world, of=_the_level(), first_response_minutes=20, follow=True)
    assert actions.reckon_open_cases(now=w.NOW, limit=2) == 2
    edition.refresh_from_db()
    assert (edition.changed, edition.reckoned_at) == (2, None)
    _follow(w.NOW)
    edition.refresh_from_db()
    assert (edition.changed, edition.reckoned_at) == (3, w.NOW)


@pytest.mark.parametrize(
    ("promised", "was", "holds", "is_told", "anew"),
    [
        (1800, 1800, 1200, False, 1200), (1800, 1800, 3600, False, 3600), (1800, 1800, 3600, True, None),
        (1800, 1800, 1200, True, 1200), (600, 1800, 1200, False, None), (600, 1800, 300, False, 300),
        (1800, None, 3600, False, None), (1800, 1800, None, False, None), (1800, 1800, 1800, False, None),
    ],
)  # fmt: skip
def test_what_a_change_makes_of_a_promise(promised, was, holds, is_told, anew):
    assert promised_anew(promised, was=was, holds=holds, is_told=is_told) == anew


def test_the_preview_costs_as_much_for_many_tickets_as_for_one(world):
    desk.many_cases(world, 40)
    now, calendar = timezone.now(), world.support.calendar_id
    Clock.objects.bulk_create(
        Clock(case=case, kind="first-response", calendar_id=calendar, promised_seconds=1800, level=_the_level(),
              started_at=now, due_at=now + timedelta(hours=1))
        for case in Case.objects.all()
    )  # fmt: skip
    proposal = actions.levels.proposed(Change(words=LevelWords(first_response_minutes=20), of=_the_level().pk))
    with CaptureQueriesContext(connection) as asked:
        assert would_change(proposal, now=now).tickets == 40
    assert len(asked) == 2


def test_the_page_lists_levels_and_the_form_lays_one_down(page, world):
    Segment.objects.create(key="vip", name="Khách VIP", name_en="VIP", rank=1)
    said = {"segment": Segment.objects.get().pk, "urgency": "", "kind": "", "channel_kind": "",
            "first_response_minutes": "5 phút", "next_response_minutes": "15", "resolution_minutes": "8 giờ",
            "before": _the_level().pk, "reason": "Khách VIP chờ lâu"}  # fmt: skip
    looked = page.post(reverse("settings_levels_look"), said).content.decode()
    assert "No open ticket would change." in looked
    done = page.post(reverse("settings_level_new"), said)
    assert (done.status_code, done.headers["Location"]) == (302, reverse("settings_levels"))
    shown = page.get(reverse("settings_levels")).content.decode()
    for part in ("VIP", "5\N{NO-BREAK SPACE}min", "15\N{NO-BREAK SPACE}min", "All tickets", "Khách VIP chờ lâu"):
        assert part in shown
    vip = levels_that_hold()[0]
    form = page.get(reverse("settings_level", args=[vip.pk])).content.decode()
    assert re.search(r'name="resolution_minutes"[^>]*value="8 h', form)


def test_a_level_that_never_holds_is_said_to_before_and_after(page, world):
    said = {"kind": "return", "first_response_minutes": "5", "before": ""}
    assert "It would never hold" in page.post(reverse("settings_levels_look"), said).content.decode()
    page.post(reverse("settings_level_new"), said)
    assert "Never holds" in page.get(reverse("settings_levels")).content.decode()


def test_what_is_typed_wrongly_is_said_where_it_stands(page, world):
    refused = page.post(reverse("settings_level_new"), {"first_response_minutes": "sớm", "before": ""})
    assert refused.status_code == 422
    assert "Write a time such as" in refused.content.decode()
    assert LevelEdition.objects.count() == 0


def test_ending_a_level_keeps_what_it_promised(page, world):
    case, level = desk.a_case(world), _the_level()
    shown = page.get(reverse("settings_level_end", args=[level.pk]))
    assert shown.status_code == 200
    page.post(reverse("settings_level_end", args=[level.pk]), {"reason": "thừa"})
    assert levels_that_hold() == []
    assert _clock(case).level == level
    later = desk.a_case(world, message_id="<2@khach.example>")
    assert (_clock(later).level, _clock(later).promised_seconds) == (None, 1800)
    assert page.get(reverse("case", args=[case.number])).status_code == 200


def test_the_steps_up_the_line_are_set_on_the_page(page, world):
    page.post(reverse("settings_levels_steps"), {"first": "0", "second": "2 giờ", "third": ""})
    assert list(EscalationStep.objects.values_list("number", "after_minutes")) == [(1, 0), (2, 120)]
    refused = page.post(reverse("settings_levels_steps"), {"first": "10", "second": "", "third": "30"})
    assert refused.status_code == 422
    assert "Say this one first." in refused.content.decode()


def test_an_agent_has_no_business_there(client, world):
    client.force_login(world.agent)
    for name, args in [("settings_levels", []), ("settings_level_new", []), ("settings_level", [_the_level().pk])]:
        assert client.get(reverse(name, args=args)).status_code == 403


def test_a_clock_says_who_promised_it_on_which_hours_and_when_it_stood_still(page, world):
    case = desk.a_case(world)
    by = Actor.agent(world.agent.pk)
    actions.close(case, outcome=Outcome.RESOLVED, by=by, now=w.NOW + timedelta(minutes=10))
    shown = page.get(reverse("case", args=[case.number])).content.decode()
    assert "closed without an answer, neither kept nor missed" in shown
    actions.reopen(case, by=by, now=w.NOW + timedelta(minutes=25))
    shown = page.get(reverse("case", args=[case.number])).content.decode()
    for part in ("30\N{NO-BREAK SPACE}min in working hours, from", "Service level for all tickets",
                 "Working hours: Giờ hành chính", "It stood still for 15\N{NO-BREAK SPACE}min in all"):  # fmt: skip
        assert part in shown


def test_what_was_taken_higher_stands_in_the_side_panel_and_is_settled_there(page, world):
    case = desk.a_case(world)
    with translation.override("en"):
        actions.escalate(case, reason="Khách doạ đăng báo", by=Actor.agent(world.agent.pk), now=w.NOW)
    address = reverse("case", args=[case.number])
    assert "Taken higher" in page.get(address).content.decode()
    page.post(reverse("case_settle", args=[case.number, case.escalations.get().pk]))
    assert case.escalations.get().settled_at is not None
    assert "Taken higher" not in page.get(address).content.decode()
