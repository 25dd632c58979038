"""The outcome of an engine step into rows: tokens, visits, incidents, facts, and what the follower is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tantam.core.actions import record_all
from tantam.core.actions.rows import delete_late, insert_late, update
from tantam.core.facts import Fact
from tantam.process import facts
from tantam.process.actions.completions import store_records
from tantam.process.actions.incidents import store_incidents
from tantam.process.actions.lateness import calendar_of_role, lateness
from tantam.process.actions.loading import column_of, row_of
from tantam.process.actions.stepping import Step
from tantam.process.actions.turning import store_turns
from tantam.process.engine import changes as did
from tantam.process.engine.diagram import Role
from tantam.process.engine.state import AROUND, Id, State
from tantam.process.engine.state import Token as EngineToken
from tantam.process.models import Deviation, Incident, Instance, Token, Visit
from tantam.process.queries.beginning import begins_by_condition
from tantam.process.registry import Move, tell_follower

TOKEN_COLUMNS = [
    "state", "due_at", "wait_key", "correlation", "attached_to_id", "problem", "phase", "repeats", "entered_at",
    "paused_at",
]  # fmt: skip


def store(step: Step, *, before: State, after: State, changes: Sequence[did.Change]) -> None:
    """Write everything that the step did, in the caller's transaction, then tell the follower."""
    after = _with_due_times(step, after, changes)
    _store_tokens(step, before, after)
    for visit in _visits(step, changes):
        insert_late(visit)
    _store_deviations(step, changes)
    incidents = store_incidents(step, before=before, after=after, changes=changes)
    _store_instance(step, before, after, changes)
    store_records(step.instance, before=before.records, after=after.records)
    store_turns(step.instance, before=before, after=after)
    record_all(_facts(step, changes, incidents), by=step.by, at=step.now)
    moves = [*_moves(step, after, changes), *_conditions(step, before, after)]
    tell_follower(step.instance.subject, moves, now=step.now)


def _with_due_times(step: Step, after: State, changes: Sequence[did.Change]) -> State:
    """Work is due on the calendar of the team that does it."""
    tokens = dict(after.tokens)
    for change in changes:
        if isinstance(change, did.TaskOffered) and change.token.id in tokens:
            tokens[change.token.id] = _due_by_role(step, tokens[change.token.id], change.role)
    return replace(after, tokens=tokens)


def _due_by_role(step: Step, token: EngineToken, role: Role | None) -> EngineToken:
    calendar = calendar_of_role(role)
    node = step.known.graph.node(token.node)
    if calendar is None:
        return token
    return replace(
        token,
        response_due_at=calendar.due(step.now, node.response) if node.response else None,
        resolution_due_at=calendar.due(step.now, node.resolution) if node.resolution else None,
    )


def _store_tokens(step: Step, before: State, after: State) -> None:
    rows = did.Rows.between(before.tokens, after.tokens)
    if rows.deleted:
        delete_late(Token, [int(key) for key in rows.deleted])
    if rows.updated:
        Token.objects.bulk_update([row_of(token, step.instance) for token in rows.updated], TOKEN_COLUMNS)
    if rows.inserted:
        for token in rows.inserted:
            insert_late(row_of(token, step.instance))


def _visits(step: Step, changes: Sequence[did.Change]) -> Iterable[Visit]:
    labels = step.instance.labels
    for change in changes:
        if isinstance(change, did.NodePassed):
            node, entered_at, via, outcome = change.node, change.at, change.flow, "completed"
            late_seconds = None
        elif isinstance(change, did.TokenLeft) and change.token.phase != AROUND:  # its turns are the stays
            token = change.token
            node, entered_at, via, outcome = token.node, token.entered_at, token.flow, change.outcome
            late_seconds = lateness(token, step=step, at=change.at)
        else:
            continue
        yield Visit(
            instance_id=step.instance.pk,
            version_id=step.instance.version_id,
            node=node,
            entered_at=entered_at,
            left_at=change.at,
            by_id=step.by.id if step.by.kind == "agent" else None,
            outcome=outcome,
            via=via,
            late_seconds=late_seconds,
            segment=labels.get("segment", ""),
            channel=labels.get("channel", ""),
            team=labels.get("team", ""),
        )


def _store_deviations(step: Step, changes: Sequence[did.Change]) -> None:
    for change in changes:
        if isinstance(change, did.Deviation):
            Deviation.objects.create(
                instance_id=step.instance.pk,
                version_id=step.instance.version_id,
                from_node=change.token.node,
                to_node=change.target,
                reason=change.reason,
                by_id=step.by.id if step.by.kind == "agent" else None,
                at=change.at,
            )


def _store_instance(step: Step, before: State, after: State, changes: Sequence[did.Change]) -> None:
    """Write what the step changed of the instance."""
    instance = step.instance
    changed = []
    if after.variables is not before.variables:
        instance.variables = dict(after.variables)
        changed.append("variables")
    if after.scopes != before.scopes:
        instance.scopes = column_of(after.scopes)
        changed.append("scopes")
    for change in changes:
        if isinstance(change, did.InstanceFinished):
            instance.state = Instance.State(change.ending)
            instance.finished_at = change.at
            changed += ["state", "finished_at"]
    if changed:
        update(instance, *changed)


def _conditions(step: Step, before: State, after: State) -> Iterable[Move]:
    """Tell whether the subject has conditions to be looked at as it changes; silent where its version has none."""
    if not step.known.graph.has_conditions:
        return
    was, is_now = (any(token.state == "condition" for token in state.tokens.values()) for state in (before, after))
    if was != is_now:
        elsewhere = Token.objects.filter(instance__subject=step.instance.subject, state=Token.State.CONDITION)
        awaits = is_now or elsewhere.exclude(instance=step.instance.pk).exists() or begins_by_condition()
        yield Move(what="conditions", details={"awaited": awaits})


def _facts(step: Step, changes: Sequence[did.Change], incidents: Mapping[Id, Incident]) -> list[tuple[Fact, str]]:
    run = {"instance_id": step.instance.pk, "version_id": step.instance.version_id}
    found: list[Fact] = []
    for change in changes:
        if isinstance(change, did.InstanceStarted):
            found.append(facts.InstanceStarted(**run))
        elif isinstance(change, did.InstanceFinished):
            found.append(facts.InstanceEnded(**run, ending=change.ending))
        elif isinstance(change, did.TokenLeft) and change.token.state == "waiting" and change.outcome == "completed":
            seconds = int((change.at - change.token.entered_at).total_seconds())
            found.append(facts.StepDone(**run, node=change.token.node, seconds=seconds))
        elif isinstance(change, did.IncidentRaised):
            found.append(_failed(run, change, incidents[change.token.id]))
        elif isinstance(change, did.Deviation):
            found.append(facts.PathLeft(**run, from_node=change.token.node, to_node=change.target))
        elif isinstance(change, did.DecisionMade):
            found.append(facts.DecisionTaken(**run, node=change.node, rules=list(change.rules)))
    return [(fact, step.instance.subject) for fact in found]


def _failed(run: Mapping[str, int], change: did.IncidentRaised, incident: Incident) -> Fact:
    if incident.next_attempt_at is None:
        return facts.StepFailedForGood(**run, node=change.token.node, code=change.code)
    return facts.StepFaltered(**run, node=change.token.node, code=change.code, attempts=incident.attempts)


def _moves(step: Step, after: State, changes: Sequence[did.Change]) -> Iterable[Move]:
    by = step.by.id if step.by.kind == "agent" else None
    for change in changes:
        if isinstance(change, did.TaskOffered):
            if change.token.id in after.tokens:
                yield _offered(step, after.tokens[change.token.id], change.role)
        elif isinstance(change, did.TokenLeft) and change.token.state == "waiting":
            what = "work-done" if change.outcome == "completed" else "work-withdrawn"
            yield _about(step, what, change.token, details={"by": by, "outcome": change.outcome})
        elif isinstance(change, did.MessageAwaited):
            yield _about(step, "waiting", change.wait)
        elif isinstance(change, did.TokenEntered) and change.token.state == "message":
            yield _about(step, "waiting", change.token)
        elif isinstance(change, did.IncidentRaised):
            yield _about(step, "incident", change.token, details={"code": change.code})
        elif isinstance(change, did.InstanceFinished) and step.instance.parent_id is None:
            yield Move(what="finished")


def _offered(step: Step, token: EngineToken, role: Role | None) -> Move:
    node = step.known.graph.node(token.node)
    return Move(
        what="work-offered",
        node=step.known.diagram.node(token.node),
        token_id=int(token.id),
        role_kind=role.kind if role else "",
        role_ref=role.ref if role else "",
        due_at=token.done_by,
        promised_seconds=node.promised,
        details={"by": step.by.id if step.by.kind == "agent" else None},
    )


def _about(step: Step, what: str, token: EngineToken, *, details: dict[str, object] | None = None) -> Move:
    node = step.known.diagram.node(token.node)
    return Move(what=what, node=node, token_id=int(token.id), wait_key=token.wait_key, details=details or {})
