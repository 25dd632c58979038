"""Who does a step, said so that it agrees with the team and person that the head of the case names."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tantam.cases.models import Case
from tantam.organisation import queries as organisation
from tantam.process.engine.diagram import Diagram, Node
from tantam.process.queries import doer_of
from tantam.ui.templatetags.values import named


def done_by(diagram: Diagram, node: Node, case: Case) -> str:
    """Who does this step of the case. A step of another team than the case's is plainly said to be."""
    label = doer_of(diagram, node, language=get_language() or "vi")
    role = diagram.role_of(node)
    kind, ref = (role.kind, role.ref) if role else ("", "")
    if kind == "assignee":
        return _of_assignee(case)
    if kind == "head":
        head = case.team.head if case.team else None
        return f"{label} · {head.full_name}" if head else label
    if kind != "team":
        return label
    if case.team is not None and case.team.key == ref:
        return _beside(label, named(case.team))
    team = organisation.team(ref)
    return _of_other_team(case, doer=_beside(label, named(team)) if team else label)


def _of_assignee(case: Case) -> str:
    """The lane may be called after the team that usually has such cases; this case's holder does it."""
    if case.assignee is not None:
        return _("Done by who looks after the ticket: %(who)s") % {"who": case.assignee.full_name}
    if case.team is not None:
        return _("For whoever of %(team)s takes the ticket") % {"team": named(case.team)}
    return _("For whoever takes the ticket")


def _of_other_team(case: Case, *, doer: str) -> str:
    if case.team is None:
        return doer
    return _("This step is done by %(doer)s; the ticket stays with %(team)s") % {
        "doer": doer,
        "team": named(case.team),
    }


def _beside(label: str, team: str) -> str:
    """A lane called otherwise than its team is named with it."""
    return team if label in team else f"{label} ({team})"
