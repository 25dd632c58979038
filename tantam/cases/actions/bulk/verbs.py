"""What can be done to many tickets at once: by which right, which of them are left and why, and how it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tantam.cases.actions.assigning.giving import BY_HAND, put
from tantam.cases.actions.bulk.leaving import (
    APPROVAL,
    FAILED,
    SAME,
    TAGS,
    TO_GONE,
    Said,
    those_closed,
)
from tantam.cases.actions.classifying import get_ready, put_urgency
from tantam.cases.actions.closing_by_hand import close_by_hand
from tantam.cases.actions.notifying import GIVEN_MANY
from tantam.cases.actions.refused import CaseIsClosed, Refused
from tantam.cases.actions.tagging import known_tags, put_tags, tags_after
from tantam.cases.models import MOST_TAGS, BulkAction, Case, Deed, Outcome
from tantam.cases.queries import names_of_tags
from tantam.core.facts import Actor
from tantam.organisation import actions as organisation
from tantam.organisation.models import Agent, Approval, Team
from tantam.process import actions as process

Left = dict[int, str]
Cases = Sequence[Case]


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A batch of a run: whose it is, and when."""

    run: BulkAction
    by: Agent
    now: datetime

    @property
    def said(self) -> Said:
        said: Mapping[str, Any] = self.run.said
        return said

    @property
    def actor(self) -> Actor:
        return Actor.agent(self.by.pk)


@dataclass(frozen=True, kw_only=True)
class BulkVerb:
    """One of them. `holds` is what must still be as it was seen; `leaves` says of cases which cannot be done and why;
    `do` does the others, at hand and locked, and returns those that it had to leave. `keep` makes of what was filled
    in what is kept of it. `batch`: so many at a time, as nobody else can work at these meanwhile."""

    right: str
    deed: Deed.Kind
    holds: tuple[str, ...]
    leaves: Callable[[Cases, Said], Left]
    do: Callable[[Cases, Turn], Left]
    keep: Callable[[Said, Agent, datetime], Said] = lambda said, by, now: said
    batch: int = 50


def _taker(said: Said) -> tuple[Team | None, Agent | None] | None:
    """The team (None: each keeps its own) and the person (None: the queue); None where one of them is there no more."""
    team = Team.objects.open().filter(pk=said["team"]).first() if said.get("team") else None
    person = Agent.objects.working().filter(pk=said["assignee"]).first() if said.get("assignee") else None
    is_there = (team is not None) == bool(said.get("team")) and (person is not None) == bool(said.get("assignee"))
    return (team, person) if is_there else None


def _not_given(cases: Cases, said: Said) -> Left:
    if _taker(said) is None:
        return {case.pk: TO_GONE for case in cases}
    team, person = said.get("team"), said.get("assignee")
    same = {case.pk: SAME for case in cases if (team or case.team_id, person) == (case.team_id, case.assignee_id)}
    return same | those_closed(cases)


def _give(cases: Cases, turn: Turn) -> Left:
    taker = _taker(turn.said)
    if taker is None:
        return {case.pk: TO_GONE for case in cases}
    team, person = taker
    had = {case.pk: (case.team_id, case.assignee_id) for case in cases}
    for case in cases:
        put(case, team=team or case.team, assignee=person, by=turn.actor, now=turn.now, because=BY_HAND)
    moved = [case.fact_subject for case in cases if case.team_id != had[case.pk][0]]
    if team is not None and moved:
        process.relabel_all(moved, labels={"team": team.key})
    new = sum(person is not None and had[case.pk][1] != person.pk for case in cases)
    if person is not None and person.pk != turn.by.pk and new:
        said = {"who": turn.by.full_name, "text": turn.said.get("note", "")}
        organisation.notify(
            [person.pk], kind=GIVEN_MANY, subject=f"bulk:{turn.run.pk}", said=said, now=turn.now, times=new
        )
    return {}


def _keep_tags(said: Said, by: Agent, now: datetime) -> Said:
    """Names become tags, those that nobody knows yet too. Raises TagUnreadable."""
    added = [one.pk for one in known_tags(said.get("add", ()), by=by, now=now)]
    return {"add": added, "remove": [key for key in said.get("remove", ()) if key not in added]}


def _tags_after(case: Case, said: Said) -> list[int]:
    """Names that are no tags yet come as well: of these it is only known how many they are."""
    known = [key for key in said.get("add", ()) if isinstance(key, int)]
    return tags_after(case, add=known, remove=said.get("remove", ()))


def _not_tagged(cases: Cases, said: Said) -> Left:
    left: Left = {}
    unknown = sum(not isinstance(key, int) for key in said.get("add", ()))
    for case in cases:
        after = _tags_after(case, said)
        if len(after) + unknown > MOST_TAGS:
            left[case.pk] = TAGS
        elif after == case.tag_ids and not unknown:
            left[case.pk] = SAME
    return left


def _tag(cases: Cases, turn: Turn) -> Left:
    names = names_of_tags({key for case in cases for key in (*case.tag_ids, *turn.said.get("add", ()))})
    for case in cases:
        put_tags(case, _tags_after(case, turn.said), by=turn.actor, now=turn.now, names=names)
    return {}


def _not_urgent(cases: Cases, said: Said) -> Left:
    same = {case.pk: SAME for case in cases if case.urgency == said.get("urgency")}
    return same | those_closed(cases)


def _set_urgency(cases: Cases, turn: Turn) -> Left:
    get_ready(cases)
    for case in cases:
        put_urgency(case, turn.said["urgency"], by=turn.actor, now=turn.now)
    return {}


def _not_closed(cases: Cases, said: Said) -> Left:
    """What waits for somebody's yes is not closed over."""
    subjects = {case.fact_subject: case.pk for case in cases}
    asked = Approval.objects.open().filter(subject__in=list(subjects)).values_list("subject", flat=True)
    return {subjects[one]: APPROVAL for one in asked} | those_closed(cases)


def _close(cases: Cases, turn: Turn) -> Left:
    left: Left = {}
    outcome, note = Outcome(turn.said["outcome"]), turn.said.get("note", "")
    for case in cases:
        try:
            close_by_hand(case, outcome=outcome, by=turn.by, now=turn.now, note=note)
        except Refused as refused:
            left[case.pk] = those_closed([case]).get(case.pk, FAILED) if isinstance(refused, CaseIsClosed) else FAILED
    return left


VERBS: Mapping[str, BulkVerb] = {
    BulkAction.Verb.ASSIGN: BulkVerb(
        right="case.assign", deed=Deed.Kind.ASSIGN, holds=("team", "assignee"), leaves=_not_given, do=_give,
    ),
    BulkAction.Verb.TAG: BulkVerb(
        right="case.classify", deed=Deed.Kind.TAG, holds=(), leaves=_not_tagged, do=_tag, keep=_keep_tags,
    ),
    BulkAction.Verb.URGENCY: BulkVerb(
        right="case.classify", deed=Deed.Kind.URGENCY, holds=("urgency",), leaves=_not_urgent, do=_set_urgency,
    ),
    BulkAction.Verb.CLOSE: BulkVerb(
        right="case.close", deed=Deed.Kind.CLOSE, holds=("inbound",), leaves=_not_closed, do=_close, batch=15,
    ),
}  # fmt: skip
