"""A promise that was missed stays missed, and one that nobody kept does not count as kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tantam.cases import actions
from tantam.cases.actions import Answer
from tantam.cases.models import Case, Clock, Outcome, ServiceLevel
from tantam.core.facts import PROCESS, Actor
from tantam.customers.models import Segment, SegmentMembership
from tests import world as w

pytestmark = pytest.mark.django_db

SOON, LATE = w.NOW + timedelta(minutes=10), w.NOW + timedelta(minutes=40)
FIRST, NEXT, RESOLUTION = Clock.Kind.FIRST_RESPONSE, Clock.Kind.NEXT_RESPONSE, Clock.Kind.RESOLUTION


@pytest.fixture
def world() -> w.World:
    return w.build_world()


def _case(world: w.World) -> Case:
    w.send_in(world.mailbox, w.mail())
    return Case.objects.select_related("team").latest("id")


def _clock(case: Case, kind: Clock.Kind = FIRST) -> Clock:
    return Clock.objects.filter(case=case, kind=kind).latest("id")


def _by(world: w.World) -> Actor:
    return Actor.agent(world.agent.pk)


def _close(case: Case, world: w.World, *, now) -> None:
    actions.close(case, outcome=Outcome.RESOLVED, by=_by(world), now=now)


def test_closed_without_an_answer_is_neither_kept_nor_missed(world):
    case = _case(world)
    _close(case, world, now=SOON)
    clock = _clock(case)
    assert (clock.is_met, clock.stopped_at, clock.breached_at, clock.remaining_seconds) == (None, None, None, 20 * 60)
    assert not Clock.objects.breached_unnoticed(at=LATE).exists()


def test_opened_again_what_remained_of_it_runs_on(world):
    case = _case(world)
    _close(case, world, now=SOON)
    actions.reopen(case, by=_by(world), now=LATE)
    case.refresh_from_db()
    clock = _clock(case)
    assert case.due_at == clock.due_at == LATE + timedelta(minutes=20)
    assert clock.paused_seconds == 30 * 60
    assert not Clock.objects.filter(case=case, kind=NEXT).exists()


def test_closed_late_without_an_answer_is_missed_and_opening_it_again_renews_nothing(world):
    case = _case(world)
    due = _clock(case).due_at
    _close(case, world, now=LATE)
    assert _clock(case).breached_at == due
    actions.reopen(case, by=_by(world), now=LATE + timedelta(minutes=1))
    case.refresh_from_db()
    assert case.due_at == due
    actions.reply(case, answer=Answer(text="Dạ em đây ạ"), by=world.agent, now=LATE + timedelta(minutes=2))
    assert _clock(case).is_met is False


def test_a_missed_promise_is_not_renewed_by_classifying_or_handing_over(world):
    ServiceLevel.objects.create(rank=1, kind="return", first_response_minutes=600, resolution_minutes=900)
    ServiceLevel.objects.create(rank=9, first_response_minutes=30, resolution_minutes=35)
    case = _case(world)
    before = [(one.due_at, one.promised_seconds) for one in Clock.objects.filter(case=case).order_by("id")]
    actions.classify(case, kind="return", urgency="low", by=_by(world), now=LATE)
    actions.assign(case, team=world.repairs, assignee=None, by=PROCESS, now=LATE)
    assert [(one.due_at, one.promised_seconds) for one in Clock.objects.filter(case=case).order_by("id")] == before


def test_classifying_in_time_moves_the_promises_to_the_level_that_fits(world):
    returns = ServiceLevel.objects.create(rank=1, kind="return", first_response_minutes=60, resolution_minutes=120)
    ServiceLevel.objects.create(rank=9, first_response_minutes=30, resolution_minutes=45)
    case = _case(world)
    actions.classify(case, kind="return", urgency="low", by=_by(world), now=SOON)
    first, resolution = _clock(case), _clock(case, RESOLUTION)
    assert (first.due_at, resolution.due_at) == (w.NOW + timedelta(hours=1), w.NOW + timedelta(hours=2))
    assert (first.level, resolution.level) == (returns, returns)


def test_classifying_gives_a_resolution_where_there_was_none_and_keeps_its_pause(world):
    ServiceLevel.objects.create(rank=1, kind="return", first_response_minutes=60, resolution_minutes=120)
    ServiceLevel.objects.create(rank=2, kind="safety", first_response_minutes=60, resolution_minutes=60)
    case = _case(world)
    assert not Clock.objects.filter(case=case, kind=RESOLUTION).exists()
    actions.classify(case, kind="return", urgency="low", by=_by(world), now=SOON)
    clock = _clock(case, RESOLUTION)
    assert clock.due_at == w.NOW + timedelta(hours=2)
    Clock.objects.filter(pk=clock.pk).update(paused_seconds=600)
    actions.classify(case, kind="safety", urgency="low", by=_by(world), now=SOON)
    assert _clock(case, RESOLUTION).due_at == w.NOW + timedelta(minutes=70)


def test_the_next_answer_is_promised_by_the_level_of_the_ticket(world):
    vip = Segment.objects.create(key="vip", name="VIP", rank=1)
    ServiceLevel.objects.create(rank=1, segment=vip, first_response_minutes=5, next_response_minutes=15)
    ServiceLevel.objects.create(rank=9, first_response_minutes=30)
    SegmentMembership.objects.create(segment=vip, customer=w.customer(world.brand), since=w.NOW)
    case = _case(world)
    actions.reply(case, answer=Answer(text="Dạ em đây ạ"), by=world.agent, now=SOON)
    again = w.mail(message_id="<2@khach.example>", subject=f"Re: [{case.number}]", text="Thế còn xe?")
    w.send_in(world.mailbox, again, now=LATE)
    clock = _clock(case, NEXT)
    assert (clock.due_at, clock.promised_seconds) == (LATE + timedelta(minutes=15), 900)
    assert clock.level == ServiceLevel.objects.get(segment=vip)


def test_where_no_level_says_how_soon_the_next_answer_comes_it_is_an_hour(world):
    ServiceLevel.objects.create(rank=9, first_response_minutes=30)
    case = _case(world)
    actions.reply(case, answer=Answer(text="Dạ em đây ạ"), by=world.agent, now=SOON)
    again = w.mail(message_id="<2@khach.example>", subject=f"Re: [{case.number}]", text="Thế còn xe?")
    w.send_in(world.mailbox, again, now=LATE)
    assert _clock(case, NEXT).promised_seconds == 3600
