"""Which service level holds, what of several never does, and what a change of them makes of a promise. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar


class Level(Protocol):
    """The conditions of a service level; empty ones fit everything."""

    segment_id: int | None
    kind: str
    urgency: str
    channel_kind: str


Found = TypeVar("Found", bound=Level)


@dataclass(frozen=True, kw_only=True)
class About:
    """What of a case decides which level holds."""

    kind: str
    urgency: str
    channel: str
    segment_ids: frozenset[int]


def fits(level: Level, about: About) -> bool:
    """Whether all of its conditions are true of a case."""
    return (
        (level.segment_id is None or level.segment_id in about.segment_ids)
        and level.kind in {"", about.kind}
        and level.urgency in {"", about.urgency}
        and level.channel_kind in {"", about.channel}
    )


def first_that_fits(levels: Iterable[Found], about: About) -> Found | None:
    """The first level whose conditions fit."""
    return next((level for level in levels if fits(level, about)), None)


def covers(above: Level, below: Level) -> bool:
    """Whether what fits `below` fits `above` as well."""
    pairs = [
        (above.segment_id or 0, below.segment_id or 0),
        (above.kind, below.kind),
        (above.urgency, below.urgency),
        (above.channel_kind, below.channel_kind),
    ]
    return all(not wide or wide == narrow for wide, narrow in pairs)


def shadows(levels: Sequence[Found]) -> dict[int, Found]:
    """The places of levels that never hold, each with the one above that always fits first."""
    found = {}
    for place, level in enumerate(levels):
        above = next((one for one in levels[:place] if covers(one, level)), None)
        if above is not None:
            found[place] = above
    return found


def promised_anew(promised: int, *, was: int | None, holds: int | None, is_told: bool = False) -> int | None:
    """How long a promise is after the levels changed, None where it stays.

    Args:
        promised: how long it is.
        was: what the level that promised it says; None where it was no level or is not known.
        holds: what the level that holds from now on says; None for nothing.
        is_told: whether the customer was told: then it only comes nearer.
    """
    if not holds or holds == promised:
        return None
    is_nearer = holds < promised
    if promised != was and not is_nearer:
        return None  # stricter by what was drawn or told, or promised before levels were kept
    return None if is_told and not is_nearer else holds
