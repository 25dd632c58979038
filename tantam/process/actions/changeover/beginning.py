"""Begin, stop and take back what brings running instances to another version; the worker does the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max

from tantam.core.actions import announce, record
from tantam.core.actions.unit import unit
from tantam.core.facts import SYSTEM, Actor, Fact
from tantam.organisation.models import Agent
from tantam.process import facts
from tantam.process.engine.changeover import Objection, check_map
from tantam.process.models import Changeover, Instance, Process, Version
from tantam.process.queries import compiled


class BadMap(Exception):
    """The map makes no sense for these two versions; `objections` says where. Nothing was begun."""

    def __init__(self, objections: list[Objection]) -> None:
        self.objections = objections
        super().__init__("; ".join(f"{one.code} {one.node}" for one in objections))


class ChangeoverUnderWay(Exception):
    """Cases of this process are being moved already."""


class NotChangeable(Exception):
    """The versions are not two of one process with the new one in force, or the changeover is not in that state."""


@unit()
def begin_changeover(
    old: Version, new: Version, *, node_map: Mapping[str, str], by: Agent | None, now: datetime
) -> Changeover:
    """Have the worker bring what runs on `old` to `new`; `node_map` says which element becomes which.

    What starts from now on stays where it starts. Raises NotChangeable, BadMap, ChangeoverUnderWay.
    """
    Process.objects.select_for_update().get(pk=old.process_id)
    new.refresh_from_db(fields=["state"])
    if old.pk == new.pk or old.process_id != new.process_id or old.state == Version.State.DRAFT or not new.is_in_force:
        raise NotChangeable
    if objections := check_map(compiled(old.pk).graph, compiled(new.pk).graph, node_map):
        raise BadMap(objections)
    if Changeover.objects.filter(process=old.process_id, state__in=Changeover.UNDER_WAY).exists():
        raise ChangeoverUnderWay
    running = Instance.objects.filter(version=old, state=Instance.State.RUNNING)
    made = Changeover.objects.create(
        process_id=old.process_id,
        old=old,
        new=new,
        node_map=dict(node_map),
        until_id=running.aggregate(last=Max("id"))["last"] or 0,
        total=running.count(),
        began_at=now,
        began_by=by,
        changed_at=now,
    )
    fact = facts.ChangeoverBegun(
        process_id=old.process_id, changeover_id=made.pk, old_version_id=old.pk, new_version_id=new.pk, total=made.total
    )
    _tell(made, fact, by=by, now=now)
    return made


@unit()
def stop_changeover(changeover: Changeover, *, by: Agent | None, now: datetime) -> None:
    """Leave it where it is after the batch under way; it can go on or be taken back later. Raises NotChangeable."""
    held = _locked(changeover)
    if not held.is_under_way:
        raise NotChangeable
    _set(held, Changeover.State.STOPPED, now=now)
    fact = facts.ChangeoverStopped(process_id=held.process_id, changeover_id=held.pk)
    _tell(held, fact, by=by, now=now)


@unit()
def resume_changeover(changeover: Changeover, *, by: Agent | None, now: datetime) -> None:
    """Go on with one that was stopped, in the direction it had. Raises NotChangeable, ChangeoverUnderWay."""
    held = _locked(changeover)
    if held.state != Changeover.State.STOPPED or not (held.is_going_back or held.new.is_in_force):
        raise NotChangeable
    _refuse_second(held)
    _set(held, Changeover.State.RETURNING if held.is_going_back else Changeover.State.MOVING, now=now)
    fact = facts.ChangeoverResumed(process_id=held.process_id, changeover_id=held.pk)
    _tell(held, fact, by=by, now=now)


@unit()
def take_back_changeover(changeover: Changeover, *, by: Agent | None, now: datetime) -> None:
    """Have every instance that was moved put back where it was, unless it has gone on since.

    Raises NotChangeable, ChangeoverUnderWay.
    """
    held = _locked(changeover)
    if not held.can_be_taken_back:
        raise NotChangeable
    _refuse_second(held)
    held.is_going_back, held.reached_id = True, 0
    _set(held, Changeover.State.RETURNING, now=now)
    fact = facts.ChangeoverTakenBack(process_id=held.process_id, changeover_id=held.pk)
    _tell(held, fact, by=by, now=now)


def _locked(changeover: Changeover) -> Changeover:
    """The process first, as `begin_changeover` does; then a batch under way is waited for."""
    Process.objects.select_for_update().get(pk=changeover.process_id)
    return Changeover.objects.select_for_update(of=("self",)).select_related("new").get(pk=changeover.pk)


def _refuse_second(held: Changeover) -> None:
    others = Changeover.objects.filter(process=held.process_id, state__in=Changeover.UNDER_WAY)
    if others.exclude(pk=held.pk).exists():
        raise ChangeoverUnderWay


def _set(held: Changeover, state: Changeover.State, *, now: datetime) -> None:
    held.state, held.changed_at = state, now
    held.save(update_fields=["state", "changed_at", "is_going_back", "reached_id"])


def _tell(changeover: Changeover, fact: Fact, *, by: Agent | None, now: datetime) -> None:
    actor = Actor.agent(by.pk) if by else SYSTEM
    record(fact, by=actor, at=now, subject=f"process:{changeover.process_id}")
    announce("process", id=changeover.process_id)
