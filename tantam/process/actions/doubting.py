"""What will go wrong when a drawing runs, as the rooms that offer its actions see it: warnings, and what cannot run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from tantam.organisation.queries import HeldPolicy, policies, team
from tantam.process.actions.incidents import in_both_languages
from tantam.process.engine.called import name_in
from tantam.process.engine.diagram import Action, Diagram, Lane, Node, Role
from tantam.process.engine.problem import Problem, Severity, problem
from tantam.process.registry import PATIENCE, Offer, Text, offer_named
from tantam.ui.values.formatting import day as in_words

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
    "changed_policy": (
        "Chính sách “{policy}” ở “{name}” đã có bản mới từ {day}; quy trình đang áp dụng được ban hành theo bản cũ. "
        "Đọc bản mới, xem lại lời thoại, thời hạn và danh mục của bước rồi ban hành.",
        "The policy “{policy}” of “{name}” has new words since {day}; the process in force was published on the old "
        "ones. Read them, look over script, times and checklist of the step, then publish.",
    ),
    "changing_policy": (
        "Chính sách “{policy}” ở “{name}” sẽ có bản mới từ {day}. Chuẩn bị bước này cho ngày đó.",
        "The policy “{policy}” of “{name}” gets new words on {day}. Prepare this step for that day.",
    ),
}
CODE, FAULT = "doubtful_setting", "impossible_setting"


def doubts(diagram: Diagram, *, since: datetime | None = None) -> Iterator[Problem]:
    """Settings of actions that name what is not there, or leave out what is needed; each on its element.

    `since`: when the version in force was published, after which policies may have changed; None where there is none.
    """
    for node in diagram.nodes:
        action = node.care.action
        offer = offer_named(action.name) if action else None
        if action is not None and offer is not None:
            yield from _of_action(node, action, offer)
            if offer.sends_script and not any(text.strip() for _language, text in node.care.scripts.pairs):
                yield problem("no_script", element=node.id, line=action.line, severity="warning", name=_name(node))
    yield from _unknown_teams(diagram)
    yield from _policies(diagram, since=since)


def _name(node: Node) -> str:
    return node.name or node.id


def _unknown_teams(diagram: Diagram) -> Iterator[Problem]:
    """Roles of lanes and steps that name a team which is not there: their work would come to nobody."""
    named: list[tuple[Lane | Node, Role | None]] = [(lane, lane.role) for lane in diagram.lanes]
    named += [(node, node.care.role) for node in diagram.nodes]
    named += [(node, one) for node in diagram.nodes for one in (*node.care.consulted, *node.care.informed)]
    for one, role in named:
        if role is not None and role.kind == "team" and team(role.ref) is None:
            code = "unknown_team" if role.ref else "no_team"
            name = one.name or one.id
            yield problem(code, element=one.id, line=one.line, severity="warning", name=name, team=role.ref[:80])


def _policies(diagram: Diagram, *, since: datetime | None) -> Iterator[Problem]:
    """Policies that steps carry and that are not there, are over, do not hold yet, or read otherwise than when the
    process was published."""
    carrying = [node for node in diagram.nodes if node.care.policies]
    held = policies(on=timezone.localdate()) if carrying else {}
    for node in carrying:
        for key in node.care.policies:
            found = held.get(key)
            code, day = _odd(found, since=since)
            if code:
                vi, en = (
                    said.format(
                        name=name_in(diagram, node.id, language=tongue),
                        policy=found.title_in(tongue) if found else key[:80],
                        day=in_words(day, language=tongue) if day else "",
                    )
                    for tongue, said in zip(("vi", "en"), _POLICY[code], strict=True)
                )
                yield Problem(
                    code=code, element_id=node.id, line=node.line, message_vi=vi, message_en=en, severity="warning"
                )


def _odd(found: HeldPolicy | None, *, since: datetime | None) -> tuple[str, date | None]:
    """What is odd about a policy that a step carries, and since or until when; "" where nothing is."""
    if found is None:
        return "unknown_policy", None
    if found.state != "held":
        return f"{found.state}_policy", found.valid_until if found.state == "ended" else found.valid_from
    if since is not None and found.is_newer_than(since):
        return "changed_policy", found.valid_from
    return ("changing_policy", found.next_from) if found.next_from else ("", None)


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
    if offer.fault is not None and (words := offer.fault(given)):
        yield _said(node, action, words, severity="error")
    elif offer.doubt is not None and (words := offer.doubt(given)):
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
