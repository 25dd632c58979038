"""One run set against its drawing: what was done, what of it is as drawn, where it went another way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tantam.process.mining.alignment import Aligner, Alignment, Budget
from tantam.process.mining.deviations import Kind, kinds_in
from tantam.process.mining.keeping import alignment_of
from tantam.process.mining.net import Net
from tantam.process.mining.under_way import open_ended
from tantam.process.models import Instance, Token, Visit, Walk, WalkedPath
from tantam.process.queries.mined import net_of_version, steps_by_name

#: A page may wait for so much and no more; the rounds beside have ten times as much.
ON_A_PAGE: Final = Budget(states=20_000, seconds=0.5)
#: What is longer is told by its first and last steps only.
MOST_STEPS: Final = 500


@dataclass(frozen=True, kw_only=True)
class RunStep:
    """A line of the comparison: an element, how it was done (None: as drawn), and the stay itself (None: it was left
    out)."""

    node: str
    kind: Kind | None
    stay: Visit | None


@dataclass(frozen=True, kw_only=True)
class OneRun:
    """A run with its comparison; without `alignment` it could not be computed, and `steps` only tell what was done."""

    run: Instance
    alignment: Alignment | None
    steps: Sequence[RunStep]
    left_out: int
    standing: Sequence[str]

    @property
    def is_over(self) -> bool:
        """Whether it came to an end, so that what is missing was skipped and is not still to come."""
        return self.run.state == Instance.State.FINISHED

    @property
    def off(self) -> int:
        """In how many places it is not as drawn."""
        return sum(step.kind is not None for step in self.steps)


def one_run(run: Instance) -> OneRun:
    """A run of a version in use against its drawing, in a handful of questions."""
    net = net_of_version(run.version_id)
    stays = _stays(run, net)
    sequence = [stay.node for stay in stays]
    alignment = _kept(run, sequence, net) or _aligned(run, sequence, net)
    steps = _steps(alignment, stays, net) if alignment else [_unjudged(stay) for stay in stays]
    standing = (
        Token.objects.positions().filter(instance=run).order_by("entered_at", "id").values_list("node", flat=True)
    )
    return OneRun(
        run=run,
        alignment=alignment,
        steps=steps[:MOST_STEPS],
        left_out=max(0, len(steps) - MOST_STEPS),
        standing=list(dict.fromkeys(standing.values_list("node", flat=True))),
    )


def _stays(run: Instance, net: Net) -> list[Visit]:
    names = steps_by_name(run.version_id, language="vi")
    done = Visit.objects.filter(instance_id=run.pk, outcome="completed", node__in=list(names))
    return [stay for stay in done.order_by("left_at", "id") if stay.node not in net.hidden]


def _kept(run: Instance, sequence: Sequence[str], net: Net) -> Alignment | None:
    """What the rounds beside have found, if the run has not gone on since."""
    found = WalkedPath.objects.filter(
        pk__in=Walk.objects.filter(pk=run.pk).values("path"), state=WalkedPath.State.ALIGNED, steps=list(sequence)
    ).first()
    if run.state != Instance.State.FINISHED or found is None or found.cost is None or found.worst is None:
        return None
    return alignment_of(found.moves or [], net, cost=found.cost, worst=found.worst)


def _aligned(run: Instance, sequence: Sequence[str], net: Net) -> Alignment | None:
    """A run that has not ended is compared with everything that may have been done so far."""
    allowed = net if run.state == Instance.State.FINISHED else open_ended(net)
    return Aligner(allowed, budget=ON_A_PAGE).align(sequence)


def _steps(alignment: Alignment, stays: Sequence[Visit], net: Net) -> list[RunStep]:
    return [
        RunStep(node=step.node or step.label, kind=kind, stay=stays[step.index] if step.index >= 0 else None)
        for step, kind in kinds_in(alignment, net)
    ]


def _unjudged(stay: Visit) -> RunStep:
    return RunStep(node=stay.node, kind=None, stay=stay)
