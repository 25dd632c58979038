"""Leaving the path goes past no approval that is drawn there: who could say the yes may, others ask for it."""

from __future__ import annotations

from django.utils.translation import get_language

from tantam.cases.actions.approving import APPROVAL, amount_of
from tantam.cases.actions.granting import granted_in
from tantam.cases.actions.refused import ApprovalOvertaken
from tantam.cases.models import Case
from tantam.core.values.money import format_vnd
from tantam.organisation.models import Agent, Team
from tantam.process import actions as process
from tantam.process.engine.diagram import Node, Role
from tantam.process.engine.ways import Between, between
from tantam.process.queries import Work, compiled


def refuse_overtaking(case: Case, work: Work, *, to: str, by: Agent) -> None:
    """Look at every approval between here and `to` ("": past the step only).

    It may be passed where the case has the yes already, where the limit of `by` covers its amount, or, of one without
    an amount, where `by` is who would be asked, or a drawn way leads round it. Raises ApprovalOvertaken.
    """
    known = compiled(work.token.version_id)
    passed = (
        between(known.diagram, source=work.node.id, to=to, of=_asks)
        if to
        else Between(nodes=tuple(filter(_asks, [work.node])), is_avoidable=False)
    )
    if not passed.nodes:
        return
    variables = process.variables_of(work.token.pk)
    for node in passed.nodes:
        amount = amount_of(variables, node)
        if amount is not None and granted_in(case, amount_vnd=amount) is not None:
            continue
        if amount is None and (passed.is_avoidable or _is_named(case, known.diagram.role_of(node), by=by)):
            continue
        if amount is not None and amount <= by.approval_limit_vnd:
            continue
        raise ApprovalOvertaken(
            step=node,
            is_here=node.id == work.node.id,
            amount=_money(amount) if amount else "",
            limit=_money(by.approval_limit_vnd),
        )


def _money(amount_vnd: int) -> str:
    return format_vnd(amount_vnd, language="en" if (get_language() or "vi").startswith("en") else "vi")


def _asks(node: Node) -> bool:
    return node.care.done == APPROVAL


def _is_named(case: Case, role: Role | None, *, by: Agent) -> bool:
    """Whether this person is one of those who would be asked."""
    if role is None or role.kind == "head":
        return case.team is not None and case.team.head_id == by.pk
    team = Team.objects.filter(key=role.ref).first() if role.kind == "team" else None
    return team is not None and Agent.objects.working().in_team(team.pk).filter(pk=by.pk).exists()
