"""Try a failed step again, by itself while its fault may pass or by a person's hand, or leave it undone.

Whoever comes first has it: each takes the locks of the subject and the instance and looks at the incident again.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db.models import F

from tantam.core.actions.unit import unit
from tantam.core.facts import PROCESS, Actor
from tantam.organisation.models import Agent
from tantam.process import registry
from tantam.process.actions.leaving import skip_step
from tantam.process.actions.loading import lock
from tantam.process.actions.running import GONE, WorkIsGone, step_of_token
from tantam.process.engine import run as engine
from tantam.process.models import Incident
from tantam.process.values.patience import Patience

log = logging.getLogger(__name__)


def retry_incident(incident: Incident, *, by: Agent, now: datetime) -> bool:
    """Try a failed step again at once; return whether it went through. Raises WorkIsGone when it no longer stands."""
    try:
        with unit():
            _look_again(incident)
            return _retry(incident, by=Actor.agent(by.pk), now=now)
    except WorkIsGone:
        raise
    except Exception:
        log.exception("incident %s could not be tried again", incident.pk)
        _count_try(incident)
        return False


@unit()
def skip_incident(incident: Incident, *, by: Agent, reason: str, now: datetime) -> None:
    """Leave a failed step undone and go on. Raises ReasonMissing, WorkIsGone; then nothing has changed."""
    _look_again(incident)
    skip_step(incident.token_id, by=by, reason=reason, now=now)


def retry_due_incidents(*, now: datetime, limit: int = 100) -> int:
    """Try again what has come due, a transaction each; return how many were tried."""
    due = Incident.objects.due(at=now).order_by("next_attempt_at")[:limit]
    return sum(_retry_due(incident, now=now) for incident in due)


def _retry_due(incident: Incident, *, now: datetime) -> bool:
    try:
        with unit():
            _look_again(incident)
            if incident.next_attempt_at is None or incident.next_attempt_at > now:
                return False  # another worker or a person has tried it meanwhile
            _retry(incident, by=PROCESS, now=now)
    except WorkIsGone:
        return False
    except Exception:
        log.exception("incident %s could not be tried again", incident.pk)
        _put_off(incident, now=now)
        return False
    return True


def _look_again(incident: Incident) -> None:
    """Take the locks, then see whether it still stands: everything that settles it holds them."""
    registry.lock_subject(incident.instance.subject)
    lock(incident.instance_id)
    incident.refresh_from_db(fields=["settled_at", "attempts", "next_attempt_at"])
    if incident.settled_at is not None:
        raise WorkIsGone


def _retry(incident: Incident, *, by: Actor, now: datetime) -> bool:
    token_id = incident.token_id
    try:
        step_of_token(token_id, lambda graph, state, host: engine.retry(graph, state, token_id, host), by=by, now=now)
    except GONE as error:
        raise WorkIsGone from error
    incident.refresh_from_db()
    return incident.settled_at is not None


def _count_try(incident: Incident) -> None:
    """The step itself could not be taken: the incident stands as it stood, tried once more."""
    Incident.objects.open().filter(pk=incident.pk).update(attempts=F("attempts") + 1)


def _put_off(incident: Incident, *, now: datetime) -> None:
    """The step itself could not be taken: count the try, so that nothing is tried every few seconds for ever."""
    tried = incident.attempts + 1
    standing = Incident.objects.open().filter(pk=incident.pk, attempts=incident.attempts)
    standing.update(attempts=tried, next_attempt_at=Patience().next_attempt(tried=tried, now=now))
