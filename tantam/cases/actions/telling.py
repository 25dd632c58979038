"""Record a fact about a case with the dimensions valid now, and tell the open pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tantam.cases.facts import CaseFact
from tantam.cases.models import Case
from tantam.core.actions import announce, record
from tantam.core.facts import Actor
from tantam.organisation.models import Agent
from tantam.process.actions import look_soon


def tell(case: Case, kind: type[CaseFact], *, by: Actor, now: datetime, **values: Any) -> None:
    """Record the fact and announce the case to those whose reach covers it."""
    announce_case(case)
    record(kind(**dimensions(case), **values), by=by, at=now, subject=case.fact_subject)


def announce_case(case: Case) -> None:
    """Tell the open pages of those whose reach covers the case that it changed, and its process where that waits until
    something is true of it."""
    if case.awaits_condition:
        look_soon(case.fact_subject)
    announce("case", id=case.pk, team=case.team_id, assignee=case.assignee_id, branch=case.branch_id)


def show_presence(case: Case, *, by: Agent, doing: str) -> None:
    """Tell those whose reach covers the case that somebody has it open; a colleague's name, nothing of the customer."""
    announce(
        "presence", id=case.pk, who=by.pk, name=by.full_name[:80], doing=doing,
        team=case.team_id, assignee=case.assignee_id, branch=case.branch_id,
    )  # fmt: skip


def dimensions(case: Case) -> dict[str, Any]:
    """The dimensions every fact about a case carries."""
    return {
        "case_id": case.pk,
        "customer_id": case.customer_id,
        "team_id": case.team_id,
        "assignee_id": case.assignee_id,
        "branch_id": case.branch_id,
        "channel": case.channel_kind,
        "kind": case.kind,
        "urgency": case.urgency,
    }


def announce_leaving(case: Case, *, team_id: int | None, assignee_id: int | None) -> None:
    """Tell those in whose reach the case was until now, so that it leaves their pages as it comes to others'."""
    if (team_id, assignee_id) != (case.team_id, case.assignee_id):
        announce("case", id=case.pk, team=team_id, assignee=assignee_id, branch=case.branch_id)
