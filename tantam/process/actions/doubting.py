"""What will probably go wrong when a drawing runs, as the rooms that offer its actions see it: warnings, no refusal."""

from __future__ import annotations

from collections.abc import Iterator

from tantam.organisation.queries import team
from tantam.process.actions.incidents import in_both_languages
from tantam.process.engine.diagram import Action, Diagram, Lane, Node, Role
from tantam.process.engine.problem import Problem, problem
from tantam.process.registry import PATIENCE, Setting, Text, offer_named

CODE = "doubtful_setting"


def doubts(diagram: Diagram) -> Iterator[Problem]:
    """Settings of actions that name what is not there, or leave out what is needed; each on its element."""
    for node in diagram.nodes:
        action = node.care.action
        offer = offer_named(action.name) if action else None
        if action is not None and offer is not None:
            for setting in (*offer.settings, *PATIENCE):
                yield from _doubt(node, action, setting)
            if offer.sends_script and not any(text.strip() for _language, text in node.care.scripts.pairs):
                yield problem("no_script", element=node.id, line=action.line, severity="warning", name=_name(node))
    yield from _unknown_teams(diagram)


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


def _doubt(node: Node, action: Action, setting: Setting) -> Iterator[Problem]:
    value = dict(action.settings).get(setting.name, "").strip()
    if setting.doubt is None or not (value or setting.is_required):
        return
    if words := setting.doubt(value):
        yield _warning(node, action, words)


def _warning(node: Node, action: Action, words: Text) -> Problem:
    vi, en = in_both_languages(words)
    named = (f"“{node.label('vi') or node.id}”: {vi}", f"“{node.label('en') or node.id}”: {en}")
    return Problem(
        code=CODE, element_id=node.id, line=action.line, message_vi=named[0], message_en=named[1], severity="warning"
    )
