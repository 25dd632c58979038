"""Publish a draft: from then on new cases run on it, running ones stay on theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from tantam.core.actions import announce, record
from tantam.core.actions.unit import unit
from tantam.core.facts import SYSTEM, Actor
from tantam.organisation.actions import run_requests_on
from tantam.organisation.models import Agent
from tantam.process.actions.arming import rearm
from tantam.process.actions.beginnings import beginning_problems, time_problems
from tantam.process.actions.dead_ends import dead_ends
from tantam.process.actions.doubting import doubts
from tantam.process.actions.doubting_amounts import amount_doubts
from tantam.process.actions.doubting_names import name_doubts
from tantam.process.engine.bpmn import read
from tantam.process.engine.check import check
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.dmn import table_doubts
from tantam.process.engine.dmn.decisions import compile_decisions
from tantam.process.engine.dmn.problems import DmnError
from tantam.process.engine.dmn.problems import Problem as TableProblem
from tantam.process.engine.examples import example_problems
from tantam.process.engine.problem import Problem, Unreadable, problem
from tantam.process.facts import TrialBegun, TrialEnded, VersionPublished
from tantam.process.models import Process, Trial, Version
from tantam.process.queries import (
    compiled,
    figures_as_json,
    figures_of,
    is_reviewed_by_another,
    needs_review,
    published_keys,
    way_in,
)
from tantam.process.queries.compiling import in_force
from tantam.process.registry import LANGUAGE, known_actions, measures


class CannotRun(Exception):
    """The drawing has problems; each names its element. Nothing was published."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(str(found) for found in problems))


class NoReason(Exception):
    """Whoever publishes says what changes and why."""


class NothingToTryBeside(Exception):
    """Nothing is published yet that the others would run on."""


class TrialStands(Exception):
    """Another version is on trial, and nobody said that it ends; `number` is its."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"version {number}")


class UnknownMeasure(Exception):
    """A trial is to be judged by something that nobody measures."""


class NotReviewed(Exception):
    """The business asks for the approval of another than the author, of the drawing as it stands."""


class AlreadyPublished(Exception):
    """The version is published or retired already."""


def check_drawing(bpmn: str, *, since: datetime | None = None) -> list[Problem]:
    """All findings about a drawing, in the order of the file: what keeps it from running, what is a warning, and which
    of its examples does not come out as it says.

    `since`: when the version in force was published; policies that changed after it are warned of.
    """
    try:
        diagram = read(bpmn.encode())
    except Unreadable as error:
        return [error.problem]
    found = [
        *check(diagram, actions=known_actions(), processes=published_keys(), language=LANGUAGE),
        *doubts(diagram, since=since),
        *name_doubts(diagram),
        *amount_doubts(diagram),
        *beginning_problems(diagram),
        *dead_ends(diagram),
        *_circles(diagram),
    ]
    if not any(one.severity == "error" for one in found):
        found += time_problems(diagram, now=timezone.now())
        found += example_problems(diagram, language=LANGUAGE)
    return sorted(found, key=lambda one: one.line)


def check_table(dmn: bytes) -> list[TableProblem]:
    """All findings about a decision table that is being typed, by cell."""
    try:
        compile_decisions(dmn, functions=LANGUAGE.functions)
    except DmnError as error:
        return list(error.problems)
    return table_doubts(dmn.decode("utf-8", "replace"))


def _circles(diagram: Diagram) -> Iterator[Problem]:
    """Calls of published processes that come to call this one again."""
    own = {process.care.key for process in diagram.processes if process.care.key}
    calling = [node for node in diagram.nodes if node.kind == "callActivity" and node.called not in own]
    known = {node.called for node in calling}.intersection(published_keys()) if calling and own else set()
    back = {key for key in known if not own.isdisjoint(_calls_of(key))}
    for node in calling:
        if node.called in back:
            yield problem("call_in_circle", element=node.id, line=node.line, name=node.name or node.id)


def _calls_of(key: str) -> set[str]:
    """The keys of all processes that a published one calls, however indirectly; versions on trial call as well."""
    seen: set[str] = set()
    waiting = [key]
    while waiting:
        graphs = [compiled(version_id).graph for version_id, _share in in_force(waiting.pop())]
        called = {node.calls for graph in graphs for node in graph.nodes if node.calls}
        waiting.extend(called - seen)
        seen |= called
    return seen


@dataclass(frozen=True, kw_only=True)
class TrialPlan:
    """What a trial is judged by, named before anybody sees a figure: the measure that decides ("": none, then nothing
    is concluded), and those that must not get worse."""

    measure: str = ""
    guards: tuple[str, ...] = ()

    def checked(self) -> TrialPlan:
        """Each measure once, and the one that decides is no guard. Raises UnknownMeasure."""
        if not {*self.guards, self.measure} <= {*measures(), ""}:
            raise UnknownMeasure
        guards = dict.fromkeys(one for one in self.guards if one and one != self.measure)
        return TrialPlan(measure=self.measure, guards=tuple(guards))


@unit()
def publish(
    version: Version,
    *,
    by: Agent | None,
    reason: str,
    now: datetime,
    share: int | None = None,
    plan: TrialPlan | None = None,
    ending: int | None = None,
) -> Version:
    """Make a draft the version that new cases run on; with a `share` of 1 to 99 percent only so many of them do, and
    `plan` says what the trial is judged by.

    What is on trial makes way for it either way, so whoever publishes names it: `ending` is that version's number. A
    trial that nobody named goes on and nothing is published (TrialStands). Raises CannotRun, NoReason,
    AlreadyPublished, NothingToTryBeside, TrialStands, UnknownMeasure, NotReviewed.
    """
    if not reason.strip():
        raise NoReason
    Process.objects.select_for_update().get(pk=version.process_id)
    version.refresh_from_db(from_queryset=Version.objects.select_for_update(of=("self",)).select_related("process"))
    if version.state != Version.State.DRAFT:
        raise AlreadyPublished
    if needs_review() and not is_reviewed_by_another(version):
        raise NotReviewed
    problems = [found for found in check_drawing(version.bpmn) if found.severity == "error"]
    if problems:
        raise CannotRun(problems)
    plan = (plan or TrialPlan()).checked()
    version.published_at, version.published_by, version.publish_reason = now, by, reason.strip()
    _make_way(version, ending=ending, by=by, now=now)
    if share is not None:
        return begin_trial(version, share=share, plan=plan, by=by, now=now)
    return put_in_force(version, by=by, now=now)


def _make_way(version: Version, *, ending: int | None, by: Agent | None, now: datetime) -> None:
    """End what is on trial, where it is the one that was named. Raises TrialStands."""
    tried = Version.objects.filter(process=version.process_id, state=Version.State.TRIAL).defer("bpmn").first()
    if tried is None:
        return
    if tried.number != ending:
        raise TrialStands(tried.number)
    close_trial(version.process_id, kept=None, reason=version.publish_reason, by=by, now=now)
    tried.state, tried.share, tried.retired_at = Version.State.RETIRED, None, now
    tried.save(update_fields=["state", "share", "retired_at"])
    fact = TrialEnded(process_id=version.process_id, version_id=tried.pk, number=tried.number, is_kept=False)
    record(fact, by=Actor.agent(by.pk) if by else SYSTEM, at=now, subject=f"process:{version.process_id}")


def put_in_force(version: Version, *, by: Agent | None, now: datetime) -> Version:
    """All new cases run on it from now on; the published version is retired, and what was on trial."""
    others = Version.objects.filter(process=version.process_id).exclude(pk=version.pk)
    old = others.filter(state=Version.State.PUBLISHED).first()
    close_trial(version.process_id, kept=version, reason=version.publish_reason, by=by, now=now)
    ending = others.filter(state__in=[Version.State.PUBLISHED, Version.State.TRIAL])
    ending.update(state=Version.State.RETIRED, retired_at=now, share=None)
    version.state, version.share = Version.State.PUBLISHED, None
    version.save(update_fields=["state", "share", "published_at", "published_by", "publish_reason"])
    undone = {"retired_at": None, "retired_by": None, "retire_reason": ""}
    Process.objects.filter(pk=version.process_id, retired_at__isnull=False).update(**undone)
    fact = VersionPublished(
        process_id=version.process_id,
        version_id=version.pk,
        number=version.number,
        old_version_id=old.pk if old else None,
    )
    actor = Actor.agent(by.pk) if by else SYSTEM
    record(fact, by=actor, at=now, subject=f"process:{version.process_id}")
    rearm(version.process, now=now)
    if _is_the_first(version):
        run_requests_on(version.process.key, by=actor, now=now)
    announce("process", id=version.process_id)
    return version


def close_trial(process_id: int, *, kept: Version | None, reason: str, by: Agent | None, now: datetime) -> None:
    """The trial of a process is over: what it has shown up to now is kept with it. `kept` is the version that goes on
    instead, None for the published one."""
    trial = Trial.objects.select_related("version").defer("version__bpmn").filter(version__process=process_id)
    found = trial.filter(ended_at=None).first()
    if found is None:
        return
    figures = figures_as_json(figures_of(found, now=now))
    found.figures, found.ended_at, found.ended_by, found.end_reason = figures, now, by, reason.strip()
    found.is_kept = kept is not None and kept.pk == found.version_id
    found.save(update_fields=["figures", "ended_at", "ended_by", "end_reason", "is_kept"])


def begin_trial(version: Version, *, share: int, plan: TrialPlan, by: Agent | None, now: datetime) -> Version:
    """So many percent of new cases run on it from now on. Raises NothingToTryBeside."""
    others = Version.objects.filter(process=version.process_id).exclude(pk=version.pk)
    control = others.filter(state=Version.State.PUBLISHED).defer("bpmn").first()
    if control is None:
        raise NothingToTryBeside
    version.state, version.share = Version.State.TRIAL, share
    version.save(update_fields=["state", "share", "published_at", "published_by", "publish_reason"])
    Trial.objects.create(
        version=version,
        control=control,
        measure=plan.measure,
        guards=list(plan.guards),
        shares=[[now.isoformat(), share]],
        begun_at=now,
    )
    fact = TrialBegun(process_id=version.process_id, version_id=version.pk, number=version.number, share=share)
    record(fact, by=Actor.agent(by.pk) if by else SYSTEM, at=now, subject=f"process:{version.process_id}")
    rearm(version.process, now=now)
    announce("process", id=version.process_id)
    return version


def _is_the_first(version: Version) -> bool:
    """Whether nothing else was ever published and it names no touchpoint: then it is meant for every request, and
    would otherwise run for none. One that begins by itself alone is meant for none."""
    if way_in(compiled(version.pk).graph) is None:
        return False
    if Version.objects.exclude(state=Version.State.DRAFT).exclude(process=version.process_id).exists():
        return False
    return not any(process.care.touchpoints for process in compiled(version.pk).diagram.processes)
