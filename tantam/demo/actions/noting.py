"""What somebody tried in the sample business, kept as facts about them."""

from __future__ import annotations

from datetime import datetime

from tantam.core.actions import record, unit
from tantam.core.facts import Actor, Fact
from tantam.core.models import FactRow
from tantam.demo.facts import HintsDismissed, HintsWanted, SampleSeen
from tantam.organisation.models import Agent


def note_seen(what: str, *, by: Agent, now: datetime) -> None:
    """Remember that this person has seen the `bottleneck` or the `report`; once is enough."""
    seen = FactRow.objects.filter(name=SampleSeen.name, subject=f"sample:{by.pk}", data__what=what)
    if not seen.exists():
        _note(SampleSeen(what=what), by=by, now=now)


def dismiss_hints(*, by: Agent, now: datetime) -> None:
    """No more hints for this person."""
    _note(HintsDismissed(), by=by, now=now)


def want_hints(*, by: Agent, now: datetime) -> None:
    """Hints again."""
    _note(HintsWanted(), by=by, now=now)


@unit()
def _note(fact: Fact, *, by: Agent, now: datetime) -> None:
    record(fact, by=Actor.agent(by.pk), at=now, subject=f"sample:{by.pk}")
