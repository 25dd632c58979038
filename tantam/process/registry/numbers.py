"""What people call a subject: the number on a ticket, never a name; offered by the app above, asked in batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping

Numbers = Callable[[Collection[int]], Mapping[int, str]]
_numbers: dict[str, Numbers] = {}


def numbered(kind: str) -> Callable[[Numbers], Numbers]:
    """Offer the numbers of a kind of subject, all that are asked for in one question; they hold nothing personal."""

    def register(function: Numbers) -> Numbers:
        _numbers[kind] = function
        return function

    return register


def numbers_of(subject_keys: Collection[str]) -> dict[str, str]:
    """The numbers of these subjects, by key; one question a kind, without those that have none."""
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for key in subject_keys:
        kind, _, subject_id = key.partition(":")
        if kind in _numbers:
            ids[kind].add(int(subject_id))
    return {f"{kind}:{one}": number for kind in ids for one, number in _numbers[kind](ids[kind]).items()}
