"""What a rehearsal takes from the business: the version compiled (drafts too), working hours, cases of the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from tantam.core.values.business_time import Calendar
from tantam.organisation.models import Agent
from tantam.organisation.queries import calendar, intake_calendar_id
from tantam.process.engine.bpmn import read
from tantam.process.engine.compiling import compile_graph
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.graph import Graph
from tantam.process.models import Instance, Process, Version
from tantam.process.queries.compiling import compiled
from tantam.process.queries.mending import lines_for
from tantam.process.registry import LANGUAGE, SubjectLine, calendar_of

MOST_PAST = 30


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A version as it would run."""

    diagram: Diagram
    graph: Graph


def tried(version: Version) -> Tried:
    """A version, drafts included, compiled once per revision. Raises Unreadable, NotRunnable."""
    if version.state == Version.State.DRAFT:
        return _compiled(version.sha256, version.bpmn)
    known = compiled(version.pk)
    return Tried(diagram=known.diagram, graph=known.graph)


@lru_cache(maxsize=16)
def _compiled(sha256: str, bpmn: str) -> Tried:
    diagram = read(bpmn.encode())
    return Tried(diagram=diagram, graph=compile_graph(diagram, language=LANGUAGE))


def working_hours(subject: str) -> Calendar | None:
    """The calendar on which business time runs for a subject; for none, that of the team that takes in."""
    calendar_id = calendar_of(subject) if subject else intake_calendar_id()
    return calendar(calendar_id) if calendar_id is not None else None


def past_subjects(process: Process, *, agent: Agent) -> Mapping[str, SubjectLine]:
    """The latest subjects that ran on a process, else on any, within the agent's reach, the latest first."""
    runs = Instance.objects.filter(parent=None).order_by("-id")
    of_it = runs.filter(version__in=process.versions.values("pk"))
    latest = of_it.values_list("subject", flat=True)[:100] or runs.values_list("subject", flat=True)[:100]
    subjects = list(dict.fromkeys(latest))
    lines = lines_for(subjects, agent)
    seen = [subject for subject in subjects if subject in lines]
    return {subject: lines[subject] for subject in seen[:MOST_PAST]}


def is_within_reach(subject: str, agent: Agent) -> SubjectLine | None:
    """What may be said to the agent about a subject; None for one out of reach, or that there is not."""
    kind, _, key = subject.partition(":")
    if not kind or not key.isascii() or not key.isdigit() or len(key) > 18:
        return None
    return lines_for([subject], agent).get(subject)
