"""Where a process takes new requests in, and whose: the same as what happens when one comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tantam.process.engine.diagram import ProcessCare
from tantam.process.procedure.subject import Subject
from tantam.process.procedure.words import Wording

#: Events by which a process begins without any request.
ITSELF: Final = frozenset({"timer", "conditional"})


def reach(care: ProcessCare, *, subject: Subject, word: Wording, begins_itself: bool) -> Iterator[tuple[str, str]]:
    """The touchpoints and segments of a process. One that names no touchpoint takes no request in: that is not all of
    them. Where the settings name a process for all new requests, that goes before what the drawings say."""
    if subject.intake and subject.intake == subject.code:
        yield word("touchpoints"), word("takes_all")
        yield word("segments"), word("everywhere")
        return
    points = _named(care, subject, word) or word("takes_none_itself" if begins_itself else "takes_none")
    if subject.intake and care.takes_in:
        taker = f"{subject.intake} {subject.intake_name}".strip()
        points = f"{points}\n{word('taken_by_settings', name=taker)}"
    yield word("touchpoints"), points
    segments = [subject.segments.get(one, one) for one in care.segments]
    yield word("segments"), ", ".join(segments) or word("everywhere")


def _named(care: ProcessCare, subject: Subject, word: Wording) -> str:
    """Where it takes in; on a line of their own the touchpoints at which only other processes begin it."""
    takes = [subject.channels.get(one, one) for one in care.touchpoints if one in care.takes_in]
    others = [subject.channels.get(one, one) for one in care.touchpoints if one not in care.takes_in]
    lines = [", ".join(takes), word("begun_by_others", names=", ".join(others)) if others else ""]
    return "\n".join(line for line in lines if line)
