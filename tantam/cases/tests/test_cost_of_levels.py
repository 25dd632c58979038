"""What service levels cost the intake of mail: nothing, however many hold and whomever they are for."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tantam.cases import actions
from tantam.cases.actions import Answer
from tantam.cases.models import Case, ServiceLevel
from tantam.cases.tests import desk
from tantam.channels.actions import store_arrival
from tantam.customers.models import Segment
from tests import world as w

pytestmark = pytest.mark.django_db


def _statements(world: w.World, *, name: str, **mail: str) -> int:
    raw = w.mail(message_id=f"<{name}@khach.example>", text="Mũ bị sai màu", **mail)
    store_arrival(world.mailbox, raw=raw, envelope_from="a@b.example", envelope_to=[], source="", now=w.NOW)
    with CaptureQueriesContext(connection) as asked:
        w.settle()
    return len(asked)


@pytest.mark.parametrize("by_segment", [False, True])
def test_a_mail_costs_as_many_statements_with_levels_as_before_there_were_editions(settings, by_segment):
    settings.DEMO = True
    world = desk.build_desk()
    ServiceLevel.objects.create(rank=9, first_response_minutes=30, next_response_minutes=20, resolution_minutes=600)
    if by_segment:
        vip = Segment.objects.create(key="vip", name="VIP", rank=1)
        ServiceLevel.objects.create(rank=1, segment=vip, first_response_minutes=5)
    _statements(world, name="first")  # what a process keeps is read with this one
    assert _statements(world, name="new") <= 65
    first, second = Case.objects.order_by("id")
    for case in (first, second):
        actions.reply(case, answer=Answer(text="Dạ em đây ạ"), by=world.agent, now=w.NOW)
    w.settle()
    _statements(world, name="again", subject=f"Re: [{first.number}]")
    assert _statements(world, name="counted", subject=f"Re: [{second.number}]") <= 54
