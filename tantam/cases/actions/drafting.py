"""Keep what somebody has typed and not sent."""

from __future__ import annotations

from datetime import datetime

from tantam.cases.models import Case, Draft
from tantam.organisation.models import Agent

MODES = ("reply", "note", "record")


def keep_draft(case: Case, *, text: str, mode: str, by: Agent, now: datetime) -> None:
    """Keep the text as this person's draft on the case; an empty one is forgotten."""
    if not text.strip():
        Draft.objects.filter(case=case, author=by).delete()
        return
    values = {"text": text, "mode": mode if mode in MODES else "reply", "changed_at": now}
    Draft.objects.update_or_create(case=case, author=by, defaults=values)
