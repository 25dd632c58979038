"""A ticket that somebody opens again is not forgotten: where nothing is promised any more, a word is owed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tantam.cases import actions
from tantam.cases.actions import Answer
from tantam.cases.models import Case, Clock, Outcome
from tantam.channels.models import Channel
from tantam.core.facts import Actor
from tantam.organisation.models import Agent
from tests import world as w

pytestmark = pytest.mark.django_db
LATER = w.NOW + timedelta(minutes=5)
NEXT = Clock.Kind.NEXT_RESPONSE


@pytest.fixture
def closed() -> Case:
    world = w.build_world()
    w.send_in(world.mailbox, w.mail())
    actions.reply(Case.objects.get(), answer=Answer(text="Dạ em đây ạ"), by=world.agent, now=w.NOW)
    actions.close_by_hand(Case.objects.get(), outcome=Outcome.RESOLVED, by=world.agent, now=w.NOW)
    return Case.objects.get()


def _reopen(case: Case) -> Case:
    actions.reopen(case, by=Actor.agent(Agent.objects.get(username="khoi").pk), now=LATER)
    return Case.objects.get()


def test_a_word_is_owed_within_an_hour_of_business_time(closed):
    assert closed.due_at is None
    case = _reopen(closed)
    clock = Clock.objects.get(case=case, kind=NEXT)
    assert (clock.promised_seconds, clock.started_at, clock.stopped_at) == (3600, LATER, None)
    assert case.due_at == clock.due_at


def test_the_customer_who_opens_it_with_a_mail_starts_one_clock_and_not_two(closed):
    word = w.mail(text="Vẫn hỏng", message_id="<2@khach.example>", subject=f"Re: [{closed.number}]")
    w.send_in(Channel.objects.get(), word, now=LATER)
    case = Case.objects.get()
    assert case.is_open
    assert Clock.objects.filter(case=case, kind=NEXT, stopped_at=None).count() == 1


def test_closing_it_again_holds_the_clock(closed):
    case = _reopen(closed)
    actions.close_by_hand(case, outcome=Outcome.RESOLVED, by=Agent.objects.get(username="khoi"), now=LATER)
    assert not Clock.objects.running().filter(case=case).exists()
