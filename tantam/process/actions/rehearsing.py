"""Keep a walk as a unit example of the process: in its draft, which begins where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tantam.core.actions.unit import unit
from tantam.organisation.models import Agent
from tantam.process.actions.drawing import save_draft
from tantam.process.engine.bpmn import read
from tantam.process.engine.selecting import select
from tantam.process.models import Version
from tantam.process.rehearsal.keeping import Kept, with_example


@unit()
def keep_example(version: Version, kept: Kept, *, labels: Mapping[str, str], by: Agent, now: datetime) -> Version:
    """Put the example into the draft of the version's process; without one a draft begins from this version.

    It is held against the drawing at the next check, as every other one. Raises Unreadable.
    """
    draft = Version.objects.select_for_update().filter(process=version.process, state=Version.State.DRAFT).first()
    drawn = draft or version
    part, _problems = select(read(drawn.bpmn.encode()))
    assert part is not None  # noqa: S101  what was walked has a process that runs
    bpmn = with_example(drawn.bpmn, kept, process=part.process.id, labels=labels)
    return save_draft(
        version.process,
        bpmn=bpmn,
        revision=draft.revision if draft else 0,
        by=by,
        now=now,
        begun_from=version.number,
    )
