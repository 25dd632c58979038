"""Try a failed step again, by itself while its fault may pass or by a person's hand, or leave it undone.

Whoever comes first has it: each takes the locks of the subject and the instance and looks at the incident again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.db.models import F

from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import PROCESS, Actor
from tantam.organisation.models import Agent
from tantam.process import registry
from tantam.process.actions.leaving import skip_step
from tantam.process.actions.loading import lock
from tantam.process.actions.running import GONE, WorkIsGone, step_of_token
from tantam.process.actions.taking import NOTHING
from tantam.process.engine import changes as did
from tantam.process.engine import run as engine
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import Host, State
from tantam.process.facts import IncidentsRetried
from tantam.process.models import Incident, Process
from tantam.process.queries import compiled
from tantam.process.values.patience import Patience

log = logging.getLogger(__name__)


def retry_incident(incident: Incident, *, by: Agent, now: datetime) -> bool:
    """Try a failed step again at once; return whether it went through. Raises WorkIsGone when it no longer stands."""
    try:
        with unit():
            look_again(incident)
            return try_again(incident, by=Actor.agent(by.pk), now=now)
    except WorkIsGone:
        raise
    except Exception:
        log.exception("incident %s could not be tried again", incident.pk)
        count_try(incident)
        return False


@unit()
def retry_all_incidents(process: Process, *, node: str, by: Agent, now: datetime) -> int:
    """Have all that stands failed at a step, of whatever version, tried again by itself from now on; return how many.

    Nothing is tried here: hundreds may stand there after another system was away, so the worker takes them, those
    that have stood longest first. What may have reached the other side (`Incident.REACHED`) stays with a person.
    """
    standing = Incident.objects.retryable().filter(version__process=process, node=node)
    count = standing.update(next_attempt_at=now)
    if count:
        fact = IncidentsRetried(process_id=process.pk, node=node, count=count)
        record(fact, by=Actor.agent(by.pk), at=now, subject=f"process:{process.pk}")
    return count


@unit()
def skip_incident(incident: Incident, *, by: Agent, reason: str, now: datetime) -> None:
    """Leave a failed step undone and go on. Raises ReasonMissing, WorkIsGone; then nothing has changed."""
    look_again(incident)
    skip_step(incident.token_id, by=by, reason=reason, now=now)
    node = compiled(incident.version_id).diagram.nodes_by_id.get(incident.node)
    details = {"by": by.pk, "reason": reason.strip()}
    skipped = registry.Move(what="path-left", node=node, token_id=incident.token_id, details=details)
    registry.tell_follower(incident.instance.subject, [skipped], now=now)


def retry_due_incidents(*, now: datetime, limit: int = 100) -> int:
    """Try again what has come due, a transaction each; return how many were tried."""
    due = Incident.objects.due(at=now).order_by("next_attempt_at", "id")[:limit]
    return sum(_retry_due(incident, now=now) for incident in due)


def _retry_due(incident: Incident, *, now: datetime) -> bool:
    try:
        with unit():
            look_again(incident)
            if incident.next_attempt_at is None or incident.next_attempt_at > now:
                return False  # another worker or a person has tried it meanwhile
            try_again(incident, by=PROCESS, now=now)
    except WorkIsGone:
        return False
    except Exception:
        log.exception("incident %s could not be tried again", incident.pk)
        _put_off(incident, now=now)
        return False
    return True


def look_again(incident: Incident) -> None:
    """Take the locks, then see whether it still stands: everything that settles it holds them."""
    registry.lock_subject(incident.instance.subject)
    incident.instance = lock(incident.instance_id)
    incident.refresh_from_db(fields=["settled_at", "attempts", "next_attempt_at", "error_code"])
    if incident.settled_at is not None:
        raise WorkIsGone


def try_again(incident: Incident, *, by: Actor, now: datetime, data: Mapping[str, object] = NOTHING) -> bool:
    """Try the step again, with these variables set before; return whether it went through. Raises WorkIsGone.

    The incident is locked (`look_again`).
    """
    step = partial(_retry, token_id=incident.token_id, data=data)
    try:
        step_of_token(incident.token_id, step, by=by, now=now)
    except GONE as error:
        raise WorkIsGone from error
    incident.refresh_from_db()
    return incident.settled_at is not None


def _retry(graph: Graph, state: State, host: Host, *, token_id: int, data: Mapping[str, object]) -> did.Result:
    return engine.retry(graph, state, token_id, host, data=data)


def count_try(incident: Incident) -> None:
    """The step itself could not be taken: the incident stands as it stood, tried once more."""
    Incident.objects.open().filter(pk=incident.pk).update(attempts=F("attempts") + 1)


def _put_off(incident: Incident, *, now: datetime) -> None:
    """The step itself could not be taken: count the try, so that nothing is tried every few seconds for ever."""
    tried = incident.attempts + 1
    standing = Incident.objects.open().filter(pk=incident.pk, attempts=incident.attempts)
    standing.update(attempts=tried, next_attempt_at=Patience().next_attempt(tried=tried, now=now))
