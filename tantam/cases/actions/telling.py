"""Record a fact about a case with the dimensions valid now, and tell the open pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tantam.cases.actions.notifying import tell_followers
from tantam.cases.facts import CaseFact
from tantam.cases.models import Case, CaseAccess
from tantam.core.actions import announce, record
from tantam.core.facts import Actor
from tantam.organisation.models import Agent
from tantam.process.actions import look_soon


def tell(case: Case, kind: type[CaseFact], *, by: Actor, now: datetime, **values: Any) -> None:
    """Record the fact and announce the case to those whose reach covers it."""
    announce_case(case)
    record(kind(**dimensions(case), **values), by=by, at=now, subject=case.fact_subject)
    if case.is_followed:
        tell_followers(case, kind, by=by, now=now)


def announce_case(case: Case) -> None:
    """Tell the open pages of those whose reach covers the case that it changed, and its process where that waits until
    something is true of it."""
    if case.awaits_condition:
        look_soon(case.fact_subject)
    announce("case", id=case.pk, **_place(case), **who_sees(case))


def announce_to(case: Case, agent_ids: Sequence[int]) -> None:
    """Tell these people alone that the case changed for them."""
    announce("case", id=case.pk, only=sorted(agent_ids))


def who_sees(case: Case) -> dict[str, list[int]]:
    """Whom an announcement of the case is for beside its reach: of a private one `only` the named, of one that is
    shared the named `also`. Most cases are neither, and cost no question."""
    if not (case.is_private or case.is_shared):
        return {}
    named = CaseAccess.objects.holding().filter(case=case.pk).order_by("agent").values_list("agent", flat=True)
    return {"only" if case.is_private else "also": list(named)}


def _place(case: Case) -> dict[str, int | None]:
    return {"team": case.team_id, "assignee": case.assignee_id, "branch": case.branch_id}


def show_presence(case: Case, *, by: Agent, doing: str) -> None:
    """Tell those whose reach covers the case that somebody has it open; a colleague's name, nothing of the customer."""
    announce(
        "presence", id=case.pk, who=by.pk, name=by.full_name[:80], doing=doing, **_place(case), **who_sees(case),
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
        announce("case", id=case.pk, team=team_id, assignee=assignee_id, branch=case.branch_id, **who_sees(case))
