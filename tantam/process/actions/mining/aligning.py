"""The second part of a round: paths that nobody has walked before, aligned with the drawing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from django.db.models import Count

from tantam.process.actions.mining.reading import LONGEST
from tantam.process.mining.alignment import Aligner, Alignment, Budget
from tantam.process.mining.deviations import elements_in
from tantam.process.mining.keeping import as_moves, mark_of
from tantam.process.mining.net import Net
from tantam.process.models import Mining, PathStep, WalkedPath
from tantam.process.queries.mined import net_of_version

#: States of the search for one path: beyond, it is "not computed". Some 300 bytes each, gone when it is over.
STATES: Final = 200_000
#: Time is watched here, path by path: one that was not tried waits, one that was tried in vain does not.
_NO_END: Final = 1e9
#: So many paths are looked at in one transaction.
AT_ONCE: Final = 100


def forget_if_changed(mining: Mining) -> None:
    """Where the drawing allows something else than when paths were aligned (we read it better now), do it anew."""
    mark = mark_of(net_of_version(mining.version_id))
    if mining.net == mark:
        return
    paths = WalkedPath.objects.filter(version=mining.version_id)
    PathStep.objects.filter(path__in=paths).delete()
    paths.filter(steps__len__lt=LONGEST).update(state=WalkedPath.State.WAITING, cost=None, worst=None, moves=None)
    mining.net = mark


def align_some(mining: Mining, *, seconds: float, clock: Callable[[], float]) -> bool:
    """Align waiting paths for about so many seconds, those that most have walked first; whether any waits still."""
    waiting = _waiting(mining.version_id)
    aligner = Aligner(net_of_version(mining.version_id), budget=Budget(states=STATES, seconds=_NO_END), clock=clock)
    began, done = clock(), 0
    found: list[tuple[WalkedPath, Alignment | None]] = []
    for path in waiting:
        if done and clock() - began >= seconds:
            break
        found.append((path, aligner.align(path.steps)))
        done += 1
    _store(found, net=net_of_version(mining.version_id))
    mining.spent_seconds += clock() - began
    return done < len(waiting) or len(waiting) == AT_ONCE


def _waiting(version_id: int) -> list[WalkedPath]:
    waiting = WalkedPath.objects.filter(version=version_id, state=WalkedPath.State.WAITING)
    return list(waiting.annotate(walked=Count("walks")).order_by("-walked", "pk")[:AT_ONCE])


def _store(found: Sequence[tuple[WalkedPath, Alignment | None]], *, net: Net) -> None:
    elements = []
    for path, alignment in found:
        if alignment is None:
            path.state = WalkedPath.State.BEYOND
            continue
        path.state, path.cost, path.worst = WalkedPath.State.ALIGNED, alignment.cost, alignment.worst
        path.moves = as_moves(alignment)
        elements += [
            PathStep(path=path, kind=kind, node=node, after=after, times=times)
            for (kind, node, after), times in elements_in(alignment, net).items()
        ]
    WalkedPath.objects.bulk_update([path for path, _ in found], ["state", "cost", "worst", "moves"])
    PathStep.objects.bulk_create(elements)
