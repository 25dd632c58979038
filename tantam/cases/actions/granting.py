"""Which yes a case has, and what compensation its process gives when it closes the ticket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Max

from tantam.cases.actions.approving import APPROVAL, amount_of
from tantam.cases.models import Case, Closure
from tantam.organisation.models import Agent, Approval
from tantam.process.queries import compiled


@dataclass(frozen=True, kw_only=True)
class Given:
    """Compensation in đồng, and who said yes to it; None where the drawing asked nobody."""

    amount_vnd: int = 0
    approved_by: Agent | None = None


def granted_in(case: Case, *, amount_vnd: int) -> Approval | None:
    """The last yes to at least as much in this case that it was not closed with yet."""
    closed = Closure.objects.filter(case=case).aggregate(at=Max("at"))["at"]
    found = Approval.objects.filter(
        subject=case.fact_subject, decision=Approval.Decision.GRANTED, amount_vnd__gte=amount_vnd
    )
    found = found.filter(decided_at__gt=closed) if closed else found
    return found.select_related("decided_by").order_by("decided_at").last()


def given_by_process(case: Case, *, version_id: int, variables: Mapping[str, object]) -> Given:
    """The compensation that a process closes a ticket with: the amount its approvals decide on, where the last word
    about it was no refusal. What the drawing lets through without asking counts as well, approved by nobody."""
    nodes = compiled(version_id).diagram.nodes
    amount = max((amount_of(variables, node) or 0 for node in nodes if node.care.done == APPROVAL), default=0)
    if not amount:
        return Given()
    asked = Approval.objects.filter(subject=case.fact_subject, waits__startswith="token:", withdrawn_at=None)
    last = asked.filter(amount_vnd=amount).exclude(decision="").order_by("decided_at").last()
    if last is not None and last.decision == Approval.Decision.REFUSED:
        return Given()
    granted = granted_in(case, amount_vnd=amount)
    if granted is None and Closure.objects.filter(case=case, compensation_vnd=amount).exists():
        return Given()  # it was given when the ticket was closed before
    return Given(amount_vnd=amount, approved_by=granted.decided_by if granted else None)
