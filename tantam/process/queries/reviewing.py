"""Who looked over a draft, who still shall, and whether it may be published without."""

from __future__ import annotations

from django.db.models import F, QuerySet

from tantam.organisation.models import Agent
from tantam.process.models import Process, PublishingRule, Review, Version


def reviews_of(version: Version) -> QuerySet[Review]:
    """Everybody who was asked, in that order, with their names."""
    return version.reviews.select_related("reviewer", "asked_by").order_by("asked_at", "id")


def approvals_of(version: Version) -> list[Review]:
    """Those that approve of the drawing as it stands; with their names."""
    return [one for one in reviews_of(version) if one.holds_for(version)]


def approvers_of(process: Process) -> dict[int, list[str]]:
    """Who approved of each version as it stands, by name."""
    said = Review.objects.filter(version__process=process, verdict=Review.Verdict.APPROVED)
    rows = said.filter(revision=F("version__revision")).order_by("said_at", "id")
    found: dict[int, list[str]] = {}
    for version_id, name in rows.values_list("version_id", "reviewer__full_name"):
        found.setdefault(version_id, []).append(name)
    return found


def is_reviewed_by_another(version: Version) -> bool:
    """Whether somebody approved of it as it stands who has neither begun the draft nor changed it last."""
    authors = {version.created_by_id, version.changed_by_id}
    return any(one.reviewer_id not in authors for one in approvals_of(version))


def needs_review() -> bool:
    """Whether nothing is published here without the approval of another than its author."""
    return PublishingRule.objects.filter(needs_review=True).exists()


def awaited_of(agent: Agent) -> QuerySet[Review]:
    """The drafts that wait for this person's word as they stand, the longest waiting first."""
    asked = Review.objects.filter(reviewer=agent, verdict=Review.Verdict.ASKED, version__state=Version.State.DRAFT)
    standing = asked.filter(asked_revision=F("version__revision"))
    return standing.select_related("version__process", "asked_by").defer("version__bpmn").order_by("asked_at", "id")


def possible_reviewers(*, but: Agent) -> QuerySet[Agent]:
    """Who may be asked: those at work who may see processes, without the one who asks."""
    found: QuerySet[Agent] = Agent.objects.working().exclude(pk=but.pk).order_by("full_name", "id")
    return found
