"""What lists of tickets can be narrowed to: fields offered by whatever stands on a ticket.

offer_field(Field(key="tag", kind="choice", label=_("Tag"), names={"vi": ("nhãn",), "en": ("tag",)}, …))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise

from tantam.core.values.filters import Kind, Option, Test
from tantam.organisation.models import Agent, Asker


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks, and when, on the clock of the house."""

    me: Agent | Asker
    now: datetime


def _no_options() -> Sequence[Option]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of a ticket that filters may test.

    `names` is what it is called in a filter's text, by language, the first as it is written; `options` are the values
    of a choice, asked only when one is read or written; `to_q` is the condition of a test. `is_ahead`: a bare stretch
    of time lies before us (due), not behind us. `is_of_open`: closed tickets have none, so they are not looked at.
    """

    key: str
    kind: Kind
    label: str | Promise
    names: Mapping[str, Sequence[str]]
    to_q: Callable[[Test, Asking], Q]
    options: Callable[[], Sequence[Option]] = _no_options
    icon: str = "funnel"
    is_ahead: bool = False
    is_of_open: bool = False


_fields: dict[str, Field] = {}


def offer_field(field: Field) -> None:
    """Make a field known to filters; offered anew it takes the place of the old one."""
    _fields[field.key] = field


def field_named(key: str) -> Field | None:
    """The field of this key; None where nobody offers it any more."""
    return _fields.get(key)


def fields_offered() -> list[Field]:
    """All of them, in the order in which they were offered."""
    return list(_fields.values())
