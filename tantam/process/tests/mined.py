"""Past runs put on a drawing by hand, each with the path it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from tantam.process.actions import mine
from tantam.process.models import Instance, Version, Visit
from tests import world as w

DAY = timedelta(days=1)


def past(
    version: Version,
    path: Sequence[str],
    *,
    days: float = 1,
    subject: str = "case:1",
    state: str = "finished",
    by: int | Sequence[int | None] | None = 7,
    teams: Sequence[str] = (),
    outcomes: Mapping[str, str] | None = None,
    **labels: str,
) -> Instance:
    """A run that began some days ago and took a path, ten minutes a node; `by` one for all or one for each."""
    began = w.NOW - days * DAY
    ended = began + timedelta(minutes=10 * len(path)) if state == "finished" else None
    found = Instance.objects.create(
        version=version, subject=subject, labels=labels, started_at=began, state=state, finished_at=ended
    )
    for place, node in enumerate(path):
        at = began + timedelta(minutes=10 * place)
        Visit.objects.create(
            instance_id=found.pk,
            version_id=version.pk,
            node=node,
            entered_at=at,
            left_at=at + timedelta(minutes=10),
            by_id=by[place] if isinstance(by, Sequence) else by,
            outcome=(outcomes or {}).get(node, "completed"),
            team=teams[place] if teams else "",
        )
    return found


def compared(*, now: object = None) -> int:
    """Let the worker's part be done until nothing is due; how many parts it was."""
    at = w.NOW if now is None else now
    done = 0
    while parts := mine(now=at, seconds=60):  # type: ignore[arg-type]
        done += parts
    return done
