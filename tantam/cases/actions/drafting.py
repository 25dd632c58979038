"""Keep what somebody has typed and not sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tantam.cases.models import Case, Draft, Entry
from tantam.core.actions.unit import unit
from tantam.organisation.models import Agent

MODES = ("reply", "note", "record")


@unit()
def keep_draft(case: Case, *, text: str, mode: str, by: Agent, now: datetime, key: UUID | None = None) -> None:
    """Keep the text as this person's draft on the case; an empty one is forgotten, and one that comes in after its
    own composer (`key`) was sent."""
    if not text.strip():
        Draft.objects.filter(case=case, author=by).delete()
        return
    values = {"text": text, "mode": mode if mode in MODES else "reply", "changed_at": now}
    draft, _ = Draft.objects.update_or_create(case=case, author=by, defaults=values)
    # Asked after writing: the write has waited for an answer that holds the case at this moment.
    if key and Entry.objects.filter(key=key).exists():
        draft.delete()
