"""What will go wrong when a drawing runs, as the rooms that offer its actions see it: warnings, and what cannot run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils import timezone

from tantam.organisation.queries import policies, team
from tantam.process.actions.incidents import in_both_languages
from tantam.process.engine.diagram import Action, Diagram, Lane, Node, Role
from tantam.process.engine.problem import Problem, Severity, problem
from tantam.process.registry import PATIENCE, Offer, Text, offer_named

_POLICY: Final = {
    "unknown_policy": (
        "“{name}” mang chính sách “{policy}”, không có trong danh sách chính sách.",
        "“{name}” carries the policy “{policy}”, which is not in the register.",
    ),
    "ended_policy": (
        "“{name}” mang chính sách “{policy}” đã hết hiệu lực từ {day}.",
        "“{name}” carries the policy “{policy}”, which ended on {day}.",
    ),
    "coming_policy": (
        "“{name}” mang chính sách “{policy}” chưa có hiệu lực trước {day}.",
        "“{name}” carries the policy “{policy}”, which does not hold before {day}.",
    ),
}
CODE, FAULT = "doubtful_setting", "impossible_setting"


def doubts(diagram: Diagram) -> Iterator[Problem]:
    """Settings of actions that name what is not there, or leave out what is needed; each on its element."""
    for node in diagram.nodes:
        action = node.care.action
        offer = offer_named(action.name) if action else None
        if action is not None and offer is not None:
            yield from _of_action(node, action, offer)
            if offer.sends_script and not any(text.strip() for _language, text in node.care.scripts.pairs):
                yield problem("no_script", element=node.id, line=action.line, severity="warning", name=_name(node))
    yield from _unknown_teams(diagram)
    yield from _policies(diagram)


def _name(node: Node) -> str:
    return node.name or node.id


def _unknown_teams(diagram: Diagram) -> Iterator[Problem]:
    """Roles of lanes and steps that name a team which is not there: their work would come to nobody."""
    named: list[tuple[Lane | Node, Role | None]] = [(lane, lane.role) for lane in diagram.lanes]
    named += [(node, node.care.role) for node in diagram.nodes]
    for one, role in named:
        if role is not None and role.kind == "team" and team(role.ref) is None:
            code = "unknown_team" if role.ref else "no_team"
            name = one.name or one.id
            yield problem(code, element=one.id, line=one.line, severity="warning", name=name, team=role.ref[:80])


def _policies(diagram: Diagram) -> Iterator[Problem]:
    """Policies that steps carry and that are not there, are over, or do not hold yet."""
    carrying = [node for node in diagram.nodes if node.care.policies]
    held = policies(on=timezone.localdate()) if carrying else {}
    for node in carrying:
        for key in node.care.policies:
            found = held.get(key)
            if found is not None and found.state == "held":
                continue
            code = "unknown_policy" if found is None else f"{found.state}_policy"
            day = found.valid_until if found and found.state == "ended" else found.valid_from if found else None
            words = {"name": _name(node), "policy": found.title if found else key[:80]}
            vi, en = (said.format(**words, day=f"{day:%d/%m/%Y}" if day else "") for said in _POLICY[code])
            yield Problem(
                code=code, element_id=node.id, line=node.line, message_vi=vi, message_en=en, severity="warning"
            )


def _of_action(node: Node, action: Action, offer: Offer) -> Iterator[Problem]:
    given = {name: value.strip() for name, value in action.settings}
    for setting in (*offer.settings, *PATIENCE):
        value = given.get(setting.name, "")
        if not (value or setting.is_required):
            continue
        if setting.fault is not None and (words := setting.fault(value)):
            yield _said(node, action, words, severity="error")
        if setting.doubt is not None and (words := setting.doubt(value)):
            yield _said(node, action, words)
    if offer.doubt is not None and (words := offer.doubt(given)):
        yield _said(node, action, words)


def _said(node: Node, action: Action, words: Text, *, severity: Severity = "warning") -> Problem:
    vi, en = in_both_languages(words)
    named = (f"“{node.label('vi') or node.id}”: {vi}", f"“{node.label('en') or node.id}”: {en}")
    return Problem(
        code=CODE if severity == "warning" else FAULT,
        element_id=node.id,
        line=action.line,
        message_vi=named[0],
        message_en=named[1],
        severity=severity,
    )
