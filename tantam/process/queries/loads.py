"""What a load is made of: the cases of the past, how long steps took, and the people there are to do them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Q

from tantam.core.values.business_time import NeverOpen
from tantam.organisation.models import Team
from tantam.organisation.queries import calendar, calendar_of_team, intake_calendar_id, the_business
from tantam.process.engine.diagram import Diagram, Node, Role
from tantam.process.models import LoadRun, Process
from tantam.process.queries.answered import MOST_LOOKED_AT, PastRun, answered, past_runs
from tantam.process.queries.rehearsing import Tried
from tantam.process.registry import data_of_many
from tantam.process.rehearsal.answering import ENOUGH, Answers, Basis, Chance, cases_telling, usual
from tantam.process.rehearsal.deciding import Question, questions
from tantam.process.rehearsal.load import Arriving, Crew, Effort, Scenario

#: As many cases as one load runs, and how far back durations are looked at.
MOST_CASES: Final = 5_000
LOOKED_BACK: Final = timedelta(days=90)
#: Hands-on time where the past says nothing, its limits, and how long an answer from outside takes then (seconds).
USUAL, SHORTEST, LONGEST, USUAL_ANSWER = 600.0, 30.0, 4 * 3600.0, 4 * 3600.0
_USUAL_SHARE: Final = 0.5


@dataclass(frozen=True, kw_only=True)
class StepTime:
    """How long cases stayed at a node, in seconds of plain time: the longest of the quickest quarter, and the mean."""

    count: int
    quick: float
    mean: float


def step_times(process: Process, *, now: datetime) -> dict[str, StepTime]:
    """By node id, over all versions of a process."""
    with connection.cursor() as cursor:
        cursor.execute(_TIMES, [process.pk, now - LOOKED_BACK])
        return {node: StepTime(count=many, quick=quick, mean=mean) for node, many, quick, mean in cursor.fetchall()}


_TIMES = """
    SELECT node, count(*), percentile_cont(0.25) WITHIN GROUP (ORDER BY seconds), avg(seconds)
    FROM (SELECT visit.node, extract(epoch FROM left_at - entered_at)::float8 AS seconds
          FROM process_visit AS visit JOIN process_version AS version ON version.id = visit.version_id
          WHERE version.process_id = %s AND visit.left_at >= %s AND visit.outcome = 'completed') AS stay
    GROUP BY node
"""


@dataclass(frozen=True, kw_only=True)
class Hands:
    """Who works a crew's steps: its key ("team:ho-tro", "assignee", "head"), the names of both languages, how many."""

    key: str
    name: str
    name_en: str
    people: int


def crew_key(role: Role | None) -> str:
    """The crew of a role: the team it names, as an assignee is one of it; "" for what the system does, or nobody."""
    if role is None or role.kind == "system":
        return ""
    return "team:" + role.ref if role.ref else role.kind


def hands_of(tried: Tried) -> list[Hands]:
    """The crews whom the drawing gives work, with as many people as the organisation has in them today."""
    keys = dict.fromkeys(filter(None, (crew_key(tried.graph.by_id[one].role) for one in work_of_graph(tried))))
    working = Q(appointments__until=None, appointments__agent__is_active=True, appointments__agent__left_on=None)
    counted = Team.objects.annotate(people=Count("appointments__agent", filter=working, distinct=True))
    teams = {team.key: team for team in counted}
    business = the_business()
    intake = teams.get(business.intake_team.key) if business and business.intake_team else None
    found = []
    for key in keys:
        kind, _, ref = key.partition(":")
        team = teams.get(ref) if kind == "team" else intake
        people = 1 if kind == "head" else max(1, team.people if team else 1)
        named = team if kind == "team" else None
        found.append(
            Hands(key=key, name=named.name if named else "", name_en=named.name_en if named else "", people=people)
        )
    return found


def work_of_graph(tried: Tried) -> list[str]:
    """The ids of the nodes that wait for a person."""
    return [
        node.id for node in tried.graph.nodes if node.behaviour == "work" or node.kind in ("userTask", "manualTask")
    ]


def handling(times: Mapping[str, StepTime], node: str) -> float:
    """Hands-on seconds of a step: what the quickest quarter took, since the rest mostly waited; else the usual."""
    found = times.get(node)
    return min(LONGEST, max(SHORTEST, found.quick)) if found is not None and found.count >= 4 else USUAL


@dataclass(frozen=True, kw_only=True)
class Rests:
    """What a trial of a version rests on: each answer, how many cases of the past went by which arrow, and of how many
    its own are copies."""

    answers: Sequence[Basis]
    flows: Mapping[str, int]
    copied: int = 0


def scenario(run: LoadRun, tried: Tried, *, now: datetime) -> tuple[Scenario, Rests]:
    """What is to be run on a version, by what was asked for; and what that rests on."""
    spec: dict[str, Any] = run.spec
    process = run.version.process
    times = step_times(process, now=now)
    since = now - timedelta(days=int(spec["days"]))
    runs = past_runs(process, since=min(since, now - LOOKED_BACK), most=MOST_CASES)
    cases = past_cases(runs)
    answers, rests = _answers(spec, tried, runs, cases)
    past = [one for one in cases if one.at >= since]
    random = Random(f"{spec['seed']}:arrivals")  # noqa: S311
    is_past = spec["source"] == "past"
    arrivals = past if is_past else _invented(past, int(spec["per_day"]), int(spec["length"]), random, now=now)
    hands_on = {node: float(minutes) * 60 for node, minutes in spec["minutes"].items()}
    intake = intake_calendar_id()
    clock = calendar(intake) if intake is not None else None
    found = Scenario(
        arrivals=arrivals[:MOST_CASES],
        crews={
            key: Crew(people=int(people), calendar=calendar_of_team(key.partition(":")[2]) or clock)
            for key, people in spec["people"].items()
            if int(people) > 0
        },
        crew_of={node: crew_key(tried.graph.by_id[node].role) for node in work_of_graph(tried)},
        efforts={node: Effort(mean=hands_on.get(node, handling(times, node))) for node in work_of_graph(tried)},
        waits=_waits(tried, times),
        answers=answers,
        clock=clock,
        seed=int(spec["seed"]),
    )
    return found, replace(rests, copied=len(past))


def past_cases(runs: Sequence[PastRun]) -> list[Arriving]:
    """Those cases with their data as they are now, in their order."""
    data = data_of_many({one.subject for one in runs})
    return [
        Arriving(at=one.started_at, case={**_segments(one), **data.get(one.subject, {})}, past=place)
        for place, one in enumerate(runs)
    ]


def _segments(one: PastRun) -> dict[str, object]:
    return {"nhom": [one.labels["segment"]] if one.labels.get("segment") else []}


def _answers(
    spec: Mapping[str, Any], tried: Tried, runs: Sequence[PastRun], cases: Sequence[Arriving]
) -> tuple[Answers, Rests]:
    """What steps are answered: as the cases of the past were, and where those say nothing as the person said."""
    known = {name for one in cases for name in one.case}
    asked = questions(tried.diagram, tried.graph, known=known)
    seen = answered(runs, tried.diagram, tried.graph, asked, known=known)
    said = {key: chance_of(one) for key, one in spec.get("answers", {}).items()}
    answers = Answers(tried.graph, asked, runs=seen.runs, said=said)
    return answers, Rests(answers=answers.basis(), flows=seen.flows)


def chance_of(said: Mapping[str, Any]) -> Chance:
    """What a person said of an answer, read back from where it is kept."""
    shares = tuple((value, float(weight)) for value, weight in said.get("shares", ()))
    return Chance(kind=said["kind"], shares=shares, low=said.get("low"), high=said.get("high"))


def kept_of(chance: Chance) -> dict[str, Any]:
    """The same for keeping."""
    return {
        "kind": chance.kind,
        "shares": [list(one) for one in chance.shares],
        "low": chance.low,
        "high": chance.high,
    }


def told_rests(rests: Rests) -> dict[str, Any]:
    """What a trial rests on, as plain data for keeping."""
    return {
        "answers": [
            {
                "node": one.question.node,
                "name": one.question.name,
                "values": one.values,
                "ways": one.ways,
                "chance": kept_of(one.chance) if one.chance is not None else None,
                "is_said": one.is_said,
            }
            for one in rests.answers
        ],
        "flows": dict(rests.flows),
        "copied": rests.copied,
    }


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """An answer that decides a way: how many cases of the past tell of it; too few, and it is asked for."""

    question: Question
    cases: int
    chance: Chance

    @property
    def is_enough(self) -> bool:
        """Whether as many cases tell of it as make a share."""
        return self.cases >= ENOUGH

    @property
    def is_asked(self) -> bool:
        """Whether the person is asked for it, since too few cases tell of it."""
        return not self.is_enough and not self.chance.is_empty


def answers_known(process: Process, tried: Tried, *, now: datetime) -> list[Unknown]:
    """The answers that decide ways on a version, and what the newest cases of the past say of each."""
    runs = past_runs(process, since=now - LOOKED_BACK, most=MOST_LOOKED_AT)
    known = {name for one in past_cases(runs[-1:]) for name in one.case}
    asked = questions(tried.diagram, tried.graph, known=known)
    seen = answered(runs, tried.diagram, tried.graph, asked, known=known)
    return [Unknown(question=one, cases=sum(cases_telling(seen.runs, one)), chance=usual(one)) for one in asked]


def _invented(past: Sequence[Arriving], per_day: int, length: int, random: Random, *, now: datetime) -> list[Arriving]:
    """So many a working day, at any time the desk is open; each is of the kind of one of the past."""
    intake = intake_calendar_id()
    hours = calendar(intake) if intake is not None else None
    begin = now.replace(hour=0, minute=0, second=0, microsecond=0)
    begin = hours.next_open(begin) if hours is not None else begin
    opens = _seconds_of_days(begin, length, hours)
    found: list[Arriving] = []
    at = 0.0
    while len(found) < MOST_CASES:
        at += random.expovariate(per_day * length / opens)
        if at >= opens:
            break
        of = random.choice(past) if past else Arriving(at=begin)
        when = hours.due(begin, round(at)) if hours is not None else begin + timedelta(seconds=at)
        found.append(Arriving(at=when, case=of.case, past=of.past))
    return found


def _seconds_of_days(begin: datetime, length: int, hours: Any) -> float:
    """The working seconds of so many days on which the desk is open."""
    if hours is None:
        return length * 86_400.0
    found, day, seconds = 0, begin, 0
    while found < length and day < begin + timedelta(days=400):
        part = hours.seconds_between(day, day + timedelta(days=1))
        seconds += part
        found += part > 0
        day += timedelta(days=1)
    if not seconds:
        raise NeverOpen
    return float(seconds)


def _waits(tried: Tried, times: Mapping[str, StepTime]) -> dict[str, Effort]:
    """What customers, other systems and called processes take: as in the past, else a usual time."""
    found = {}
    for node in tried.graph.nodes:
        if node.calls:
            found[node.id] = Effort(mean=times[node.id].mean if node.id in times else 0)
        elif node.message or any(one.kind == "message" for one in node.triggers):
            found[node.id] = _message(node.id, tried.diagram.nodes_by_id.get(node.id), tried.diagram, times)
    return found


def _message(node_id: str, node: Node | None, diagram: Diagram, times: Mapping[str, StepTime]) -> Effort:
    before = _waited_at(node, diagram)
    came, stood = times.get(node_id), times.get(before)
    if stood is not None and stood.count >= 10:
        share = min(1.0, came.count / stood.count) if came is not None else 0.0
        return Effort(mean=max(SHORTEST, came.mean if came is not None and came.mean > 1 else stood.mean), share=share)
    is_beside = node is not None and bool(node.attached_to)
    alone = before == node_id
    return Effort(mean=USUAL_ANSWER, share=0.0 if is_beside else 1.0 if alone else _USUAL_SHARE)


def _waited_at(node: Node | None, diagram: Diagram) -> str:
    """Where a case stands while the message is awaited: at the step it belongs to, the gateway before it, or there."""
    if node is None:
        return ""
    if node.attached_to:
        return node.attached_to
    sources = [diagram.flows_by_id[one].source for one in node.incoming if one in diagram.flows_by_id]
    gates = [one for one in sources if diagram.nodes_by_id[one].kind == "eventBasedGateway"]
    return gates[0] if gates else node.id
