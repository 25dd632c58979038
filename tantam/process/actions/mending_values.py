"""Change the values that a failed step reads, of this one run, and try it again: with a reason, and once.

What its step is set to stays as the drawing says: a run that does something else than its version could be explained
by nobody afterwards. What may have reached another system already is not changed either: it would be done twice.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.models import Agent
from tantam.process import facts, registry
from tantam.process.actions.leaving import ReasonMissing
from tantam.process.actions.loading import state_of
from tantam.process.actions.mending import count_try, look_again, try_again
from tantam.process.actions.running import WorkIsGone
from tantam.process.engine.carrying import check_kept
from tantam.process.engine.choosing import Stuck
from tantam.process.engine.diagram import Diagram, FormField
from tantam.process.engine.reads import formulas_at, names_in
from tantam.process.engine.state import State
from tantam.process.models import Incident, Mending, OutsideCall
from tantam.process.queries import compiled

log = logging.getLogger(__name__)
MOST_REASON = 300


class MendedMeanwhile(Exception):
    """Somebody has changed the values, or the step was tried again, since they were looked at."""


class NotMendable(Exception):
    """The call of the step may have reached the other system: other values would be a second call."""


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value that a failed step reads: `field` is the one of a form that asks for it, where there is one."""

    name: str
    value: object = None
    is_there: bool = False
    field: FormField | None = None


def values_read(incident: Incident) -> list[Value]:
    """What the failed step reads of its run; data of the case are not among it, they are changed there."""
    instance = incident.instance
    diagram = compiled(incident.version_id).diagram
    node = diagram.nodes_by_id.get(incident.node)
    if node is None:
        return []
    variables = _variables(state_of(instance), incident.token_id)
    action = node.care.action
    texts = list(formulas_at(diagram, node))
    asked: list[str] = []
    if action is not None:
        offer = registry.offer_named(action.name)
        texts += offer.reads(dict(action.settings)) if offer is not None and offer.reads is not None else ()
        asked = [value.strip() for _, value in action.settings if value.strip() in variables]
    data = registry.data_of(instance.subject)
    names = dict.fromkeys([*names_in(texts), *asked])
    known = _fields(diagram)
    return [
        Value(name=name, value=variables.get(name), is_there=name in variables, field=known.get(name))
        for name in names
        if name in variables or (name not in data and name not in _GIVEN)
    ]


def may_read_values(version_id: int, node_id: str) -> bool:
    """Whether a step, as it is drawn, reads anything that could be changed for one run; asks nothing of any run, so
    that a list may ask it of each of its lines. What it says no to has no values to mend."""
    diagram = compiled(version_id).diagram
    node = diagram.nodes_by_id.get(node_id)
    if node is None:
        return False
    texts, action = list(formulas_at(diagram, node)), node.care.action
    offer = registry.offer_named(action.name) if action is not None else None
    if action is None:
        return bool(set(names_in(texts)) - {*_GIVEN})
    if offer is None:
        return True
    texts += offer.reads(dict(action.settings)) if offer.reads is not None else ()
    free = {setting.name for setting in offer.settings if setting.kind in ("text", "textarea")}
    named = any(name in free and value.strip().isidentifier() for name, value in action.settings)
    return named or bool(set(names_in(texts)) - {*_GIVEN})


@unit()
def look_at_values(incident: Incident) -> list[Value]:
    """The same for looking at: what a subject tells of itself may be asked for in a transaction only."""
    return values_read(incident)


#: What the engine itself puts there.
_GIVEN: Final = frozenset(
    ("so_lan", "loopCounter", "numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances",
     "activationCount", "waitingForStart")
)  # fmt: skip


def _variables(state: State, token_id: int) -> dict[str, object]:
    """Those of the run with those of the scopes around the place on top."""
    found = dict(state.variables)
    token = state.tokens.get(token_id)
    scope = state.scopes.get(token.scope) if token is not None else None
    own: list[Mapping[str, object]] = []
    while scope is not None:
        own.append(scope.variables)
        scope = state.scopes.get(scope.parent) if scope.parent is not None else None
    for variables in reversed(own):
        found.update(variables)
    return found


def _fields(diagram: Diagram) -> dict[str, FormField]:
    return {field.key: field for node in diagram.nodes for field in node.care.form}


def mark_of(incident: Incident, values: Sequence[Value]) -> str:
    """A mark of what somebody has seen: another one as soon as a value or the number of tries is another."""
    seen = [incident.pk, incident.attempts, [[one.name, one.is_there, one.value] for one in values]]
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:32]


def is_mendable(incident: Incident) -> bool:
    """Whether other values would be no second call."""
    return (
        incident.error_code not in Incident.REACHED
        or not OutsideCall.objects.filter(token_id=incident.token_id).exists()
    )


def mend_incident(
    incident: Incident, *, changes: Mapping[str, object], seen: str, by: Agent, reason: str, now: datetime
) -> bool | None:
    """Set the values and try the step again, together; return whether it went through, None where the step broke off
    and nothing has changed.

    `seen` is the `mark_of` what was looked at. Raises ReasonMissing, MendedMeanwhile, NotMendable, WorkIsGone, Stuck
    (what cannot be kept); then nothing has changed.
    """
    try:
        with unit():
            look_again(incident)
            _check(incident, changes, seen=seen, reason=reason)
            _note(incident, changes, by=by, reason=reason.strip()[:MOST_REASON], now=now)
            return try_again(incident, by=Actor.agent(by.pk), now=now, data=changes)
    except (ReasonMissing, MendedMeanwhile, NotMendable, WorkIsGone, Stuck):
        raise
    except Exception:
        log.exception("incident %s could not be tried again with other values", incident.pk)
        count_try(incident)
        return None


def _check(incident: Incident, changes: Mapping[str, object], *, seen: str, reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing
    if not is_mendable(incident):
        raise NotMendable
    values = values_read(incident)
    if seen != mark_of(incident, values) or not changes.keys() <= {one.name for one in values}:
        raise MendedMeanwhile
    check_kept(changes)


def _note(incident: Incident, changes: Mapping[str, object], *, by: Agent, reason: str, now: datetime) -> None:
    """The reason is a person's words and stands in a row; the fact says only which values, and of what shape."""
    old = {one.name: one for one in values_read(incident)}
    Mending.objects.create(incident=incident, names=sorted(changes), reason=reason, by=by, at=now)
    fact = facts.ValuesMended(
        instance_id=incident.instance_id,
        version_id=incident.version_id,
        node=incident.node,
        changes=[
            {"name": name, "old": shape_of(old[name].value) if old[name].is_there else "none", "new": shape_of(value)}
            for name, value in sorted(changes.items())
        ],
    )
    record(fact, by=Actor.agent(by.pk), at=now, subject=incident.instance.subject)
    called = {f"names_{tongue}": [_called(old[name], tongue) for name in sorted(changes)] for tongue in ("vi", "en")}
    details = {"by": by.pk, **called, "reason": reason}
    node = compiled(incident.version_id).diagram.nodes_by_id.get(incident.node)
    mended = registry.Move(what="values-mended", node=node, token_id=incident.token_id, details=details)
    registry.tell_follower(incident.instance.subject, [mended], now=now)


def _called(value: Value, language: str) -> str:
    """What people call a value: the label of the field that asks for it, else its name."""
    labels = value.field.labels if value.field is not None else None
    return labels.in_language(language, default=labels.in_language("vi", default=value.name)) if labels else value.name


def shape_of(value: object) -> str:
    """What kind of value it is and how long, never what it says: "text 12", "number", "yes-no", "list 3"."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes-no"
    if isinstance(value, int | float):
        return "number"
    kind = "text" if isinstance(value, str) else "list" if isinstance(value, list) else "object"
    return f"{kind} {len(value)}" if isinstance(value, str | list | dict) else kind
