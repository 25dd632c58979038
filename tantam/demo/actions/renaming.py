"""Scripts that name the sample business name the real one."""

from __future__ import annotations

from datetime import datetime
from html import escape

from tantam.organisation.models import Agent
from tantam.process.actions import CannotRun, TrialStands, publish, save_draft
from tantam.process.models import Process, Version

REASON = "Thay tên doanh nghiệp mẫu bằng tên thật"


def rename_in_scripts(old: str, *, new: str, by: Agent, now: datetime) -> list[str]:
    """Put the real name in place of the sample's in every drawing; return the keys of processes that changed.

    A published version never changes, so the next one is published, unless somebody has a draft of their own there:
    then the draft alone has the real name, and becomes the next version when they publish it.
    """
    changed = []
    for process in Process.objects.order_by("key"):
        versions = {version.state: version for version in process.versions.exclude(state=Version.State.RETIRED)}
        draft, published = versions.get(Version.State.DRAFT), versions.get(Version.State.PUBLISHED)
        version = draft or published
        if version is None or old not in version.bpmn:
            continue
        bpmn = version.bpmn.replace(old, escape(new))
        made = save_draft(process, bpmn=bpmn, revision=draft.revision if draft else 0, by=by, now=now)
        if draft is None:
            _publish(made, by=by, now=now)
        changed.append(process.key)
    return changed


def _publish(version: Version, *, by: Agent, now: datetime) -> None:
    """What no longer passes today's checks stays a draft, for a person to look at, and what would end a trial."""
    try:
        publish(version, by=by, reason=REASON, now=now)
    except (CannotRun, TrialStands):
        return
