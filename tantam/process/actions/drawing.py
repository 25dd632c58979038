"""Keep what is drawn, as a draft."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from tantam.organisation.models import Agent
from tantam.process.models import Process, Version


class DraftChanged(Exception):
    """Somebody else saved the draft meanwhile; `theirs` is what stands there now. Nothing was overwritten."""

    def __init__(self, theirs: Version) -> None:
        self.theirs = theirs
        super().__init__(f"revision {theirs.revision}")


@transaction.atomic
def save_draft(process: Process, *, bpmn: str, revision: int, by: Agent | None, now: datetime) -> Version:
    """Keep the drawing as the process's draft; begin one if there is none (`revision` 0 then).

    Raises DraftChanged when `revision` is not the one that stands there. The same drawing again changes nothing.
    """
    Process.objects.select_for_update().get(pk=process.pk)
    sha256 = hashlib.sha256(bpmn.encode()).hexdigest()
    draft = Version.objects.filter(process=process, state=Version.State.DRAFT).first()
    if draft is None:
        return _begin(process, bpmn=bpmn, sha256=sha256, by=by, now=now)
    if draft.sha256 == sha256:
        return draft
    if draft.revision != revision:
        raise DraftChanged(draft)
    draft.bpmn, draft.sha256, draft.changed_at = bpmn, sha256, now
    draft.revision += 1
    draft.save(update_fields=["bpmn", "sha256", "changed_at", "revision"])
    return draft


def _begin(process: Process, *, bpmn: str, sha256: str, by: Agent | None, now: datetime) -> Version:
    last = Version.objects.filter(process=process).aggregate(last=Max("number"))["last"] or 0
    return Version.objects.create(
        process=process, number=last + 1, bpmn=bpmn, sha256=sha256, created_at=now, created_by=by, changed_at=now
    )
