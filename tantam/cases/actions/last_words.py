"""What the customer wrote last by a channel: what an answer is threaded to."""

from __future__ import annotations

from tantam.cases.models import Case, Entry
from tantam.channels.models import Message
from tantam.core.queries import Kept
from tantam.core.values.memory import remember, remembered


def last_message(case: Case) -> Message | None:
    """What a person wrote last to this case by a channel, None when nobody did: machines are not answered."""
    return remembered(_key(case), lambda: _read(case))


def remember_last_message(case: Case, message: Message) -> None:
    """Keep what has just come in for those who answer it in the same unit of work."""
    remember(_key(case), message)


def _key(case: Case) -> tuple[str, int]:
    return ("cases.last-message", case.pk)


def _read(case: Case) -> Message | None:
    entry = _LAST.first(case=case.pk)
    return entry.message if entry else None


_LAST = Kept(
    lambda case: (
        Entry.objects.filter(case=case, kind=Entry.Kind.INBOUND, message__nature=Message.Nature.PERSON)
        .select_related("message__channel")
        .order_by("-at", "-id")[:1]
    )
)
