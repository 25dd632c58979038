"""A version on trial: its share of new cases is changed, it is kept for all, or the trial ends."""

from __future__ import annotations

from datetime import datetime

from tantam.core.actions import announce, record
from tantam.core.actions.unit import unit
from tantam.core.facts import SYSTEM, Actor, Fact
from tantam.organisation.models import Agent
from tantam.process.actions.arming import rearm
from tantam.process.actions.publishing import close_trial, put_in_force
from tantam.process.facts import TrialEnded, TrialShareChanged
from tantam.process.models import Process, Trial, Version


class NotOnTrial(Exception):
    """The version is on trial no more."""


@unit()
def change_share(version: Version, *, share: int, by: Agent | None, now: datetime) -> None:
    """Have `share` (1 to 99) percent of new cases run on it. Who had it with a smaller share keeps it with a larger.

    Raises NotOnTrial.
    """
    held = _locked(version)
    if held.share == share:
        return
    old, held.share = held.share or 0, share
    held.save(update_fields=["share"])
    trial = Trial.objects.get(version=held)
    trial.shares.append([now.isoformat(), share])
    trial.save(update_fields=["shares"])
    _tell(held, TrialShareChanged(**_about(held), old=old, new=share), by=by, now=now)


@unit()
def keep_trial(version: Version, *, by: Agent | None, now: datetime, reason: str = "") -> None:
    """All new cases run on it; what was published until now is retired. Raises NotOnTrial."""
    held = _locked(version)
    close_trial(held.process_id, kept=held, reason=reason, by=by, now=now)
    put_in_force(held, by=by, now=now)
    _tell(held, TrialEnded(**_about(held), is_kept=True), by=by, now=now)


@unit()
def end_trial(version: Version, *, by: Agent | None, now: datetime, reason: str = "") -> None:
    """No new case runs on it any more; those that do stay on it, or are moved. Raises NotOnTrial."""
    held = _locked(version)
    close_trial(held.process_id, kept=None, reason=reason, by=by, now=now)
    held.state, held.share, held.retired_at = Version.State.RETIRED, None, now
    held.save(update_fields=["state", "share", "retired_at"])
    rearm(held.process, now=now)
    _tell(held, TrialEnded(**_about(held), is_kept=False), by=by, now=now)


def _locked(version: Version) -> Version:
    Process.objects.select_for_update().get(pk=version.process_id)
    found = Version.objects.select_for_update(of=("self",)).select_related("process").defer("bpmn").get(pk=version.pk)
    if found.state != Version.State.TRIAL:
        raise NotOnTrial
    return found


def _about(version: Version) -> dict[str, int]:
    return {"process_id": version.process_id, "version_id": version.pk, "number": version.number}


def _tell(version: Version, fact: Fact, *, by: Agent | None, now: datetime) -> None:
    record(fact, by=Actor.agent(by.pk) if by else SYSTEM, at=now, subject=f"process:{version.process_id}")
    announce("process", id=version.process_id)
