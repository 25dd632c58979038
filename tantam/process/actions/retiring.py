"""Retire a process: it takes no new requests, what runs on it runs to its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tantam.core.actions import announce, record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.models import Agent
from tantam.organisation.queries import the_business
from tantam.process.actions.arming import rearm
from tantam.process.actions.publishing import NoReason, close_trial
from tantam.process.facts import ProcessRetired
from tantam.process.models import Process, Version
from tantam.process.queries import begun_by


class NotInForce(Exception):
    """Nothing of it is published: there is nothing to retire."""


class StillTakesAll(Exception):
    """By the settings every new request begins with it: another one is to be chosen first."""


class StillBegun(Exception):
    """Other processes in force call or start it: their tickets would stop as incidents. `keys` names them."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = keys
        super().__init__(", ".join(keys))


@unit()
def retire(process: Process, *, by: Agent, reason: str, now: datetime) -> None:
    """Take a process out of force; publishing a version of it again undoes it.

    Raises NoReason, NotInForce, StillTakesAll, StillBegun. What was on trial ends with it.
    """
    if not reason.strip():
        raise NoReason
    held = Process.objects.select_for_update().get(pk=process.pk)
    in_force = Version.objects.filter(process=held, state__in=[Version.State.PUBLISHED, Version.State.TRIAL])
    published = in_force.filter(state=Version.State.PUBLISHED).defer("bpmn").first()
    if published is None:
        raise NotInForce
    business = the_business()
    if business is not None and business.intake_process == held.key:
        raise StillTakesAll
    if others := begun_by(held.key):
        raise StillBegun([other.key for other in others])
    close_trial(held.pk, kept=None, reason=reason, by=by, now=now)
    in_force.update(state=Version.State.RETIRED, retired_at=now, share=None)
    held.retired_at, held.retired_by, held.retire_reason = now, by, reason.strip()
    held.save(update_fields=["retired_at", "retired_by", "retire_reason"])
    rearm(held, now=now)
    fact = ProcessRetired(process_id=held.pk, version_id=published.pk, number=published.number)
    record(fact, by=Actor.agent(by.pk), at=now, subject=f"process:{held.pk}")
    announce("process", id=held.pk)
