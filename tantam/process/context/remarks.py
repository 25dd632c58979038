"""Remarks on a drawing, made ready: threads, what and whom a new one can be about and for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tantam.organisation.models import Agent
from tantam.process.context.reader import called
from tantam.process.context.studio import as_script, places_of, read_drawing
from tantam.process.engine.diagram import Diagram
from tantam.process.models import Comment, Version
from tantam.process.queries import possible_reviewers


@dataclass(frozen=True, kw_only=True)
class RemarkRow:
    """A remark with the name of the element it is about, whom it is for and what was answered to it."""

    remark: Comment
    about: str
    is_drawn: bool
    names: list[str]
    answers: list[RemarkRow]
    is_mine: bool


def remarks_of(version: Version | None, *, me: Agent) -> dict[str, Any]:
    """The remarks on a version, open ones first, oldest first, and what a new one can be about."""
    if version is None:
        return {"remarks": [], "places": [], "open_places": [], "remarks_json": as_script([]), "colleagues": []}
    said = version.comments.select_related("by").prefetch_related("addressees__agent").order_by("at", "id")
    all_said = list(said)
    found = sorted((one for one in all_said if one.answers_id is None), key=lambda one: one.settled_at is not None)
    answers: dict[int, list[Comment]] = {}
    for one in all_said:
        if one.answers_id is not None:
            answers.setdefault(one.answers_id, []).append(one)
    diagram = read_drawing(version.bpmn)
    open_ones = [one for one in found if one.settled_at is None]
    return {
        "remarks": [_row(one, answers=answers, diagram=diagram, me=me) for one in found],
        "places": places_of(diagram) if diagram else [],
        "open_places": [one.node for one in open_ones],
        "remarks_json": as_script([_on_drawing(one) for one in open_ones]),
        "colleagues": list(possible_reviewers(but=me)) if version.state == Version.State.DRAFT else [],
    }


def _row(one: Comment, *, answers: dict[int, list[Comment]], diagram: Diagram | None, me: Agent) -> RemarkRow:
    addressees = list(one.addressees.all())
    return RemarkRow(
        remark=one,
        about=_name(diagram, one.node),
        is_drawn=_is_drawn(diagram, one.node),
        names=[addressee.agent.full_name for addressee in addressees],
        answers=[_row(answer, answers=answers, diagram=diagram, me=me) for answer in answers.get(one.pk, [])],
        is_mine=any(addressee.agent_id == me.pk and addressee.seen_at is None for addressee in addressees),
    )


def _on_drawing(remark: Comment) -> dict[str, str]:
    return {"node": remark.node, "text": remark.text, "who": remark.by.full_name}


def _name(diagram: Diagram | None, element: str) -> str:
    return called(diagram, element) if diagram else element


def _is_drawn(diagram: Diagram | None, element: str) -> bool:
    return diagram is not None and (element in diagram.nodes_by_id or element in diagram.flows_by_id)
