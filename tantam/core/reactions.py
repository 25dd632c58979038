"""Whoever listens outside is told of what happened."""

from __future__ import annotations

from tantam.core.actions.webhooks import note_calls
from tantam.core.facts import Fact, Told, on_every_fact
from tantam.core.queries import is_wanted_outside


@on_every_fact(wanted=is_wanted_outside)
def tell_outside(fact: Fact, told: Told) -> None:
    """One call for each endpoint that wants it."""
    note_calls(told.fact_id, now=told.at)
