"""What apps above can measure of the subjects that ran on a version, so that two versions can be compared by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tantam.process.registry.settings import Text
from tantam.process.values.sequential import Kind


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One thing known of each run, or of some.

    `select` is a statement that reads from `run (id, subject_id, subject_kind, state, started_at)`, which holds the
    runs that are compared, and gives a row (run.id, value) for each that something is known of; `%(now)s` may stand in
    it, and a sign of percent is written twice. It is joined into one statement with all others, so it should reach its
    rows by the subject's id.

    `unit` says how values are told: `seconds` (compared by their logarithms, as a few very long ones would hide all
    others), `share` (values are 0 and 1), `points`, `times` (how often). `good` is the direction wished for,
    `order` the place in lists (what customers feel first).
    """

    key: str
    label: Text
    unit: Literal["seconds", "share", "points", "times"]
    good: Literal["up", "down"]
    select: str
    hint: Text = ""
    order: int = 50

    @property
    def kind(self) -> Kind:
        """How its chance is reckoned with."""
        return "share" if self.unit == "share" else "count" if self.unit == "times" else "mean"


_measures: dict[str, Measure] = {}
_people: dict[str, str] = {}


def offer_measures(*offered: Measure) -> None:
    """Offer measures for the comparison of versions."""
    known = {**_measures, **{one.key: one for one in offered}}
    _measures.clear()
    _measures.update(sorted(known.items(), key=lambda item: item[1].order))


def measures() -> Mapping[str, Measure]:
    """All measures on offer by key, in the order in which they are shown."""
    return _measures


def people_behind(kind: str, *, select: str) -> None:
    """Say set-wise whose the subjects of a kind are: a statement of (id, person), as `person_of` for one."""
    _people[kind] = select


def people_selects() -> Mapping[str, str]:
    """Kind of subject → the statement that says whose they are."""
    return _people
