"""Say what a case is about and how urgent it is; the promises follow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from tantam.cases import queries
from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.clocks import nearest_due, read_clocks, running_clock
from tantam.cases.actions.deeds import Earlier, Reversible, Values, kept, offer_way_back
from tantam.cases.actions.first_response import reckon_first_response
from tantam.cases.actions.resolving import reckon_resolution
from tantam.cases.actions.telling import announce_leaving, tell
from tantam.cases.facts import CaseClassified
from tantam.cases.models import Case, Clock, Deed, Entry, ServiceLevel
from tantam.core.actions.rows import insert_late, update
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.models import Agent, Team
from tantam.process import actions as process


@unit(savepoint=False)
def classify(
    case: Case,
    *,
    kind: str,
    urgency: str,
    by: Actor,
    now: datetime,
    team: Team | None = None,
    response_minutes: int | None = None,
) -> Case:
    """Set kind, urgency and, where one is named, the team in charge; the promises of a first answer and of a resolution
    are reckoned anew from the case's opening, but never past what the customer was told, and not once they are missed.
    `response_minutes` is a promise stricter than the service level."""
    case = take_up(case)
    old_team_id = case.team_id
    case.team = team or case.team
    said = _say(case, kind=kind, urgency=urgency, by=by, now=now, response_minutes=response_minutes)
    labels = {"kind": case.kind, "team": case.team.key if case.team else ""}
    process.relabel(case.fact_subject, labels=labels)
    announce_leaving(case, team_id=old_team_id, assignee_id=case.assignee_id)
    tell(case, CaseClassified, by=by, now=now, **said)
    return case


@unit()
def classify_by_hand(case: Case, *, kind: str, urgency: str, by: Agent, now: datetime) -> Deed | None:
    """The same by a person, who can take it back; return the deed, None where nothing changed."""
    case = take_up(case)
    with kept(Deed.Kind.CLASSIFY, case, by=by, now=now) as doing:
        classify(case, kind=kind, urgency=urgency, by=Actor.agent(by.pk), now=now)
    return doing.deed


def get_ready(cases: Sequence[Case]) -> None:
    """Read with few questions what classifying many cases at hand asks for."""
    read_clocks(cases)
    queries.read_segments_of({case.customer_id for case in cases})


def put_urgency(case: Case, urgency: str, *, by: Actor, now: datetime) -> None:
    """Set how urgent a case at hand is; the promises follow as above. What it is about stays."""
    if case.urgency != urgency:
        said = _say(case, kind=case.kind, urgency=urgency, by=by, now=now)
        tell(case, CaseClassified, by=by, now=now, **said)


def _say(
    case: Case, *, kind: str, urgency: str, by: Actor, now: datetime, response_minutes: int | None = None
) -> dict[str, str]:
    """Write it on the case and its clocks, and where it is new into the stream; return what it was before."""
    old_kind, old_urgency = case.kind, case.urgency
    case.kind, case.urgency = Case.Kind(kind), Case.Urgency(urgency)
    level = queries.level_of(case)
    _reckon_first_response(case, level, response_minutes, now=now)
    reckon_resolution(case, level, now=now)
    case.due_at = nearest_due(case)
    update(case, "kind", "urgency", "team", "due_at")
    if (old_kind, old_urgency) != (case.kind, case.urgency):
        values = {"what": "classified", "by": by.kind, "kind": kind, "urgency": urgency}
        author_id = by.id if by.kind == "agent" else None
        insert_late(Entry(case=case, kind=Entry.Kind.CHANGE, at=now, author_id=author_id, data=values))
    return {"old_kind": old_kind, "old_urgency": old_urgency}


def _reckon_first_response(
    case: Case, level: ServiceLevel | None, response_minutes: int | None, *, now: datetime
) -> None:
    clock = running_clock(case, Clock.Kind.FIRST_RESPONSE)
    if clock is None:
        return
    promised = [level.first_response_minutes] if level else [clock.promised_seconds // 60]
    minutes = min([*promised, response_minutes] if response_minutes else promised)
    reckon_first_response(case, now=now, seconds=minutes * 60, level=level)


def _urgency(case: Case) -> Values:
    return {"urgency": case.urgency}


def _put_back(earlier: Sequence[Earlier], by: Actor, now: datetime) -> Collection[int]:
    get_ready([case for case, _before in earlier])
    for case, before in earlier:
        put_urgency(case, before["urgency"], by=by, now=now)
    return ()


def _classified(case: Case) -> Values:
    return {"kind": case.kind, "urgency": case.urgency}


def _classify_back(earlier: Sequence[Earlier], by: Actor, now: datetime) -> Collection[int]:
    for case, before in earlier:
        classify(case, kind=before["kind"], urgency=before["urgency"], by=by, now=now)
    return ()


offer_way_back(Deed.Kind.CLASSIFY, Reversible(read=_classified, restore=_classify_back))
offer_way_back(Deed.Kind.URGENCY, Reversible(read=_urgency, restore=_put_back))
