"""The one step, over all processes, where cases lose the most time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tantam.process.models import Version
from tantam.process.queries.filtering import Filters
from tantam.process.queries.heat import StepFigures, heat_map


@dataclass(frozen=True, kw_only=True)
class Bottleneck:
    """The step where cases stayed the longest beyond what was promised, all that left it together.

    Attributes:
        lost: seconds of working time beyond the due time of each.
        share: its part (0 to 1) of all the time lost so, over all steps of people in all processes.
    """

    version: Version
    step: StepFigures
    lost: int
    share: float


def bottleneck(*, filters: Filters, now: datetime) -> Bottleneck | None:
    """Look for it in the published versions, with the questions of one heat map each; None where every promise is
    kept or none was made."""
    published = Version.objects.filter(state=Version.State.PUBLISHED).select_related("process").order_by("id")
    lost = [
        (step.promises.seconds, version, step)
        for version in published
        for step in heat_map(version.pk, filters=filters, now=now).steps.values()
        if step.is_work and step.target is not None
    ]
    most, version, step = max(lost, key=lambda one: one[0], default=(0, None, None))
    if version is None or step is None or most <= 0:
        return None
    return Bottleneck(version=version, step=step, lost=most, share=most / sum(one[0] for one in lost))
