"""Whom a subject is about, as the app above knows it: what is taken out where a real ticket becomes an example."""

from __future__ import annotations

from collections.abc import Callable

from tantam.process.rehearsal.inventing import Personal

Known = Callable[[int], Personal]
_known: dict[str, Known] = {}


def personal(kind: str) -> Callable[[Known], Known]:
    """Offer what is known of the people of a kind of subject."""

    def register(function: Known) -> Known:
        _known[kind] = function
        return function

    return register


def personal_of(subject_key: str) -> Personal:
    """What is known of a subject's people; nothing for a kind nobody registered."""
    kind, _, subject_id = subject_key.partition(":")
    return _known[kind](int(subject_id)) if kind in _known else Personal()
