"""What the surveys do when something is announced below."""

from __future__ import annotations

from tantam.core.facts import Told, on
from tantam.organisation.facts import BusinessSetUp
from tantam.surveys.actions import begin_with_satisfaction


@on(BusinessSetUp)
def begin(fact: BusinessSetUp, told: Told) -> None:
    """A new business has its first question."""
    begin_with_satisfaction(now=told.at)
