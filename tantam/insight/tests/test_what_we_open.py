"""Tickets that nobody asked for are work at the desk, and no figure of requests."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tantam.cases.models import Case
from tantam.customers.models import Customer
from tantam.insight.queries.behind import cases_behind
from tantam.insight.queries.cells import cells_of
from tantam.insight.queries.scope import Scope
from tantam.process.tests.starts import each, each_day, pass_time, publish
from tests import world as w

pytestmark = pytest.mark.django_db


def test_tickets_of_ours_are_no_volume_and_have_no_first_response() -> None:
    world = w.build_world()
    for number in range(3):
        Customer.objects.create(code=f"KH{number}", name="Khách", brand=world.brand, created_at=w.NOW)
    publish(each_day(each=each()))
    pass_time(datetime(2026, 11, 24, 1, tzinfo=UTC))
    scope = Scope(since=date(2026, 11, 24), until=date(2026, 11, 24))
    assert [cell.opened for cell in cells_of(scope, agent=world.head)] == []
    assert not cases_behind("volume", scope, agent=world.head).exists()
    Case.objects.update(is_outgoing=False)
    assert sum(cell.opened for cell in cells_of(scope, agent=world.head)) == 3
    assert cases_behind("volume", scope, agent=world.head).count() == 3
