"""Running instances from one version to another: begin, go on in batches, stop, take back."""

from tantam.process.actions.changeover.batches import carry_on
from tantam.process.actions.changeover.beginning import (
    BadMap,
    ChangeoverUnderWay,
    NotChangeable,
    begin_changeover,
    resume_changeover,
    stop_changeover,
    take_back_changeover,
)
from tantam.process.actions.changeover.previewing import Preview, preview_changeover

__all__ = [
    "BadMap",
    "ChangeoverUnderWay",
    "NotChangeable",
    "Preview",
    "begin_changeover",
    "carry_on",
    "preview_changeover",
    "resume_changeover",
    "stop_changeover",
    "take_back_changeover",
]
