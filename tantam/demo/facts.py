"""What happens to the sample business as such."""

from __future__ import annotations

from dataclasses import dataclass

from tantam.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class RealDataBegun(Fact):
    """The sample's customers and all that hung on them were thrown away; from here on everything is real."""

    name = "business.real-data-begun"
    customers: int
    cases: int
    messages: int
    people: int


@dataclass(frozen=True, kw_only=True)
class SampleSeen(Fact):
    """Somebody trying the sample opened what a hint leads to: `bottleneck` or `report`."""

    name = "sample.seen"
    what: str


@dataclass(frozen=True, kw_only=True)
class HintsDismissed(Fact):
    name = "sample.hints-dismissed"


@dataclass(frozen=True, kw_only=True)
class HintsWanted(Fact):
    """The strip of hints was asked for again."""

    name = "sample.hints-wanted"
