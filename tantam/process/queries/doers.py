"""Who does a step, in words."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tantam.organisation.queries import team
from tantam.process.engine.diagram import Diagram, Node, Role

_KINDS: Final[dict[str, str | Promise]] = {
    "assignee": _("the assignee"),
    "head": _("the head"),
    "system": _("the system"),
}


def doer_of(diagram: Diagram, node: Node, *, language: str) -> str:
    """The name of the lane a step stands in; of a step with a role of its own what that is called: the lane that has
    it, else the team."""
    lane = next((lane for lane in diagram.lanes if lane.id == node.lane), None)
    role = diagram.role_of(node)
    if role is None or role == diagram.role_of_lane(node.lane):
        return lane.label(language) if lane else ""
    return party_named(diagram, role, language=language)


def party_named(diagram: Diagram, role: Role, *, language: str) -> str:
    """What a role is called: the lane that has it, else the team, or the kind; the key of a team that is not there."""
    named = next((one.label(language) for one in diagram.lanes if one.role == role and one.name), "")
    return named or _in_words(role, language=language)


def involved_in(diagram: Diagram, node: Node, *, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who is consulted about a step and who is informed of it, by name."""
    return tuple(party_named(diagram, one, language=language) for one in node.care.consulted), tuple(
        party_named(diagram, one, language=language) for one in node.care.informed
    )


def _in_words(role: Role, *, language: str) -> str:
    if role.kind != "team":
        return str(_KINDS.get(role.kind, ""))
    found = team(role.ref)
    if found is None:
        return role.ref
    return found.name_en if language == "en" and found.name_en else found.name
