"""A form that is sent twice does its verb once: what the first sending stored carries the form's key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError

from tantam.cases.actions.refused import Refused
from tantam.cases.models import Entry
from tantam.channels.values.text import storable
from tantam.organisation.models import Agent

Result = TypeVar("Result")


def once(key: UUID | None, verb: Callable[[], Result], *, again: Callable[[Entry], Result], by: Agent | None) -> Result:
    """Do the verb, which keeps the key on the entry it writes; for a form sent before, `again` with that entry.

    Nothing is asked beforehand: the second sending fails as a whole, on the key or on what the first has changed,
    and only then is it looked for. Raises what the verb raises, where the form is not known.
    """
    try:
        return verb()
    except (IntegrityError, Refused):
        first = _left_by(key, by=by) if key else None
        if first is None:
            raise
        return again(first)


def _left_by(key: UUID, *, by: Agent | None) -> Entry | None:
    return Entry.objects.filter(key=key, author=by).select_related("case__customer", "message").first()


def says_otherwise(entry: Entry, text: str) -> bool:
    """Whether the text was changed after the form had been sent: those words were never said."""
    said = entry.message.text if entry.message else entry.text
    return said.split() != storable(text).split()
