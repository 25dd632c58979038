"""Versions of a process: which is shown, which are there, and where cases still run."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from tantam.process.models import Instance, Process, Version


def versions_of(process: Process) -> QuerySet[Version]:
    """All versions without their drawings, the newest first, with who published them."""
    return process.versions.defer("bpmn").select_related("published_by", "created_by").order_by("-number")


def version_of(process: Process, number: int | None) -> Version | None:
    """The version with this number that runs or has run; without a number the published one, else the newest."""
    versions = process.versions.defer("bpmn").exclude(state=Version.State.DRAFT)
    if number is not None:
        return versions.filter(number=number).first()
    return versions.filter(state=Version.State.PUBLISHED).first() or versions.order_by("-number").first()


def draft_of(process: Process) -> Version | None:
    """The draft, drawing and all."""
    return process.versions.filter(state=Version.State.DRAFT).select_related("created_by", "changed_by").first()


def published_processes() -> QuerySet[Process]:
    """The processes that run, by key: what a diagram may call."""
    running = Version.objects.filter(state=Version.State.PUBLISHED)
    return Process.objects.filter(pk__in=running.values("process")).order_by("key")


def running_elsewhere(version: Version) -> list[tuple[int, int]]:
    """Other versions of the process on which cases still run: (number, how many), the newest first."""
    siblings = (
        Version.objects.filter(process=version.process_id).exclude(pk=version.pk).exclude(state=Version.State.DRAFT)
    )
    numbers = dict(siblings.values_list("id", "number"))
    if not numbers:
        return []
    # named one by one, so that the many that run on this version are not read only to be left out
    running = Instance.objects.filter(version__in=numbers, state=Instance.State.RUNNING, parent=None)
    counted = running.order_by().values_list("version").annotate(count=Count("id"))
    return sorted(((numbers[version_id], count) for version_id, count in counted), reverse=True)
