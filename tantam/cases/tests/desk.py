"""A desk to test at: the one world with a mail taken in on the drawn process."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tantam.cases.models import Case
from tests import world as w


def build_desk() -> w.World:
    """The shop with QT-01 published."""
    made = w.build_world(intake_process="QT-01")
    w.publish_process("qt-01-v3.bpmn", key="QT-01")
    made.agent.reports_to = made.head
    made.agent.save()
    made.head.approval_limit_vnd = 2_000_000
    made.head.save()
    return made


def a_case(world: w.World, **mail: Any) -> Case:
    """What a mail becomes."""
    w.send_in(world.mailbox, w.mail(**mail))
    return Case.objects.select_related("customer").latest("id")


def many_cases(world: w.World, count: int) -> None:
    """Open cases of the support team, a minute apart, without a process."""
    customer = w.customer(world.brand)
    Case.objects.bulk_create([
        Case(
            number=f"TT-26-9{number:05}", brand=world.brand, customer=customer, channel_kind="email",
            subject=f"Việc {number}", preview="Shop ơi", team=world.support, assignee=world.agent,
            opened_at=w.NOW, last_entry_at=w.NOW + timedelta(minutes=number), due_at=w.NOW + timedelta(hours=1),
        )
        for number in range(count)
    ], batch_size=1000)  # fmt: skip
