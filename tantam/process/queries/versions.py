"""Versions of a process: which is shown, which are there, and where cases still run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value

from tantam.process.models import Instance, Process, Token, Trial, Version


def versions_of(process: Process) -> QuerySet[Version]:
    """All versions without their drawings, the newest first, with who published them."""
    return process.versions.defer("bpmn").select_related("published_by", "created_by").order_by("-number")


def version_of(process: Process, number: int | None) -> Version | None:
    """The version with this number that runs or has run; without a number the published one, else the newest."""
    versions = process.versions.defer("bpmn").exclude(state=Version.State.DRAFT)
    if number is not None:
        return versions.filter(number=number).first()
    return versions.filter(state=Version.State.PUBLISHED).first() or versions.order_by("-number").first()


def versions_seen(process_key: str) -> list[Version]:
    """All versions that run or have run, with their process and without their drawings, the newest first."""
    found = Version.objects.filter(process__key=process_key).exclude(state=Version.State.DRAFT)
    return list(found.select_related("process").defer("bpmn").order_by("-number"))


def shown_of(versions: Sequence[Version], number: int | None) -> Version | None:
    """The one with this number; without a number the published one, else the newest."""
    if number is not None:
        return next((one for one in versions if one.number == number), None)
    published = (one for one in versions if one.state == Version.State.PUBLISHED)
    return next(published, versions[0] if versions else None)


def trial_of(process: Process) -> Trial | None:
    """What is on trial now, with both versions; None where nothing is."""
    found = Trial.objects.filter(version__process=process, version__state=Version.State.TRIAL, ended_at=None)
    return _with_versions(found).first()


def trial_of_version(version: Version) -> Trial | None:
    """The trial that a version is or was in, with both versions."""
    return _with_versions(Trial.objects.filter(version=version)).first()


def _with_versions(trials: QuerySet[Trial]) -> QuerySet[Trial]:
    both = trials.select_related("version__process", "version__published_by", "control__process", "ended_by")
    return both.defer("version__bpmn", "control__bpmn")


def trials_of(process: Process) -> dict[int, Trial]:
    """All trials of a process, by the version that was tried; without their figures."""
    return {one.version_id: one for one in Trial.objects.filter(version__process=process).defer("figures")}


def draft_of(process: Process) -> Version | None:
    """The draft, drawing and all."""
    return process.versions.filter(state=Version.State.DRAFT).select_related("created_by", "changed_by").first()


def next_code() -> str:
    """The next free code of the usual kind, such as QT-05."""
    known = Process.objects.filter(key__regex=r"^QT-[0-9]+$").values_list("key", flat=True)
    return f"QT-{max((int(key[3:]) for key in known), default=0) + 1:02d}"


def retired_processes() -> QuerySet[Process]:
    """The processes that were in force once and are not any more, the last first."""
    return Process.objects.filter(retired_at__isnull=False).select_related("retired_by").order_by("-retired_at", "key")


def published_processes() -> QuerySet[Process]:
    """The processes that run, by key: what a diagram may call."""
    running = Version.objects.filter(state=Version.State.PUBLISHED)
    return Process.objects.filter(pk__in=running.values("process")).order_by("key")


def in_force_since(process: Process) -> datetime | None:
    """When the published version was published; None where nothing is."""
    running = Version.objects.filter(process=process, state=Version.State.PUBLISHED)
    since: datetime | None = running.values_list("published_at", flat=True).first()
    return since


class Elsewhere(NamedTuple):
    """Another version of a process on which cases still run: its number, how many, and how many places are overdue."""

    number: int
    running: int
    overdue: int = 0


def running_elsewhere(version: Version) -> list[Elsewhere]:
    """Other versions of the process on which cases still run, the newest first; what is overdue is not counted."""
    siblings = (
        Version.objects.filter(process=version.process_id).exclude(pk=version.pk).exclude(state=Version.State.DRAFT)
    )
    return running_on(dict(siblings.values_list("id", "number")))


def running_on(numbers: Mapping[int, int], *, now: datetime | None = None) -> list[Elsewhere]:
    """Of these versions (key → number) those on which cases still run, the newest first; with `now` also how much is
    overdue there, from the beginning of its index."""
    if not numbers:
        return []
    # named one by one, so that the many that run on this version are not read only to be left out
    running = Instance.objects.filter(version__in=numbers, state=Instance.State.RUNNING, parent=None)
    overdue = _overdue(now) if now else Value(0)
    counted = running.order_by().values_list("version").annotate(count=Count("id"), overdue=overdue)
    return sorted((Elsewhere(numbers[pk], count, late or 0) for pk, count, late in counted), reverse=True)


def _overdue(now: datetime) -> Subquery:
    late = Token.objects.filter(version=OuterRef("version"), attached_to_id=None).overdue(at=now)
    return Subquery(late.order_by().values("version").annotate(count=Count("id")).values("count"))
