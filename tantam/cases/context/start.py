"""What stands beside the list while no case is open: what is due first, and how much waits where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from tantam.cases.context.counts import capped
from tantam.cases.context.rows import Row
from tantam.cases.models import Case
from tantam.cases.queries import VIEWS, View
from tantam.ui.context.kept import KeptPart
from tantam.ui.templatetags.ui import clock

FIRST_SHOWN = 4
#: The views whose counts say how the day stands, with the tone of one that is not empty.
GLANCED_AT = {"overdue": "error", "soon": "warning", "unassigned": "info", "mine": "primary"}

_first = KeptPart("cases/parts/first_row.html")
_glance = KeptPart("cases/parts/glance.html")


def start_of(
    rows: Sequence[Row], raw: Sequence[Mapping[str, Any]], *, counts: Mapping[str, int], query: str, now: datetime
) -> dict[str, Any]:
    """`rows` are those of the list as they are shown, `raw` the same as they were read."""
    return {
        "due_first": _due_first(rows, raw, query=query, now=now),
        "glances": mark_safe("".join(_tile(VIEWS[key], tone, counts) for key, tone in GLANCED_AT.items())),  # noqa: S308
    }


def _due_first(rows: Sequence[Row], raw: Sequence[Mapping[str, Any]], *, query: str, now: datetime) -> SafeString:
    """Of the tickets in the list those whose clock ends first."""
    ticking = [
        (one["due_at"], row)
        for row, one in zip(rows, raw, strict=True)
        if one["due_at"] and one["state"] == Case.State.OPEN
    ]
    ticking.sort(key=lambda pair: pair[0])
    language = get_language() or "vi"
    return mark_safe(  # noqa: S308 - made of safe parts
        "".join(
            _first(
                url=row["url"], query=query, avatar=row["avatar"], name=row["name"], flag=row["flag"],
                preview=row["preview"], clock=clock(due, now, language=language),
            )
            for due, row in ticking[:FIRST_SHOWN]
        )
    )  # fmt: skip


def _tile(view: View, tone: str, counts: Mapping[str, int]) -> SafeString:
    count = counts.get(view.key, 0)
    shape = {"key": view.key, "label": str(view.label), "icon": view.icon, "tone": tone if count else "neutral"}
    return _glance(shape, count=capped(count))
