"""Set the runs of a subject aside: where they stand, what they wait for and their timers are kept, and nothing of it is
due, heard or shown, until they are taken up again or ended for good.

Whatever looks for places, waits or timers looks at tokens; while a run is aside it has none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import SYSTEM
from tantam.process import facts, registry
from tantam.process.actions.loading import lock
from tantam.process.actions.standing_still import run_on
from tantam.process.models import Completion, Incident, Instance, OutsideCall, Token, Turn, TurnValue

State = Instance.State
NEVER = timedelta(days=36_500)


class CallUnderWay(Exception):
    """Another system is being called for a step at this moment; nothing has changed."""


@unit()
def set_aside(subject: str, *, until: datetime, now: datetime) -> int:
    """Set the running instances of a subject aside; return how many. Raises CallUnderWay."""
    registry.lock_subject(subject)
    running = list(Instance.objects.select_for_update().filter(subject=subject, state=State.RUNNING).order_by("id"))
    if not running:
        return 0
    calls = list(OutsideCall.objects.select_for_update().filter(instance__in=running).order_by("id"))
    if any(call.state == OutsideCall.State.CALLING for call in calls):
        raise CallUnderWay
    tokens = Token.objects.filter(instance__in=running).order_by("id").values()
    incidents = Incident.objects.open().filter(instance__in=running)
    kept = _Kept(list(tokens), list(incidents.values_list("pk", "instance_id")), calls)
    for instance in running:
        instance.state, instance.aside_until = State.ASIDE, until
        instance.aside = {"at": now.isoformat(), **kept.of(instance.pk)}
    Instance.objects.bulk_update(running, ["state", "aside", "aside_until"])
    incidents.update(settled_at=now)
    OutsideCall.objects.filter(pk__in=[call.pk for call in calls]).update(next_at=until + NEVER)
    Token.objects.filter(instance__in=running).delete()
    return len(running)


class _Kept:
    """What stood of several instances, apart for each."""

    def __init__(
        self, tokens: Sequence[Mapping[str, Any]], incidents: Sequence[tuple[int, int]], calls: Sequence[OutsideCall]
    ) -> None:
        self.tokens, self.incidents, self.calls = tokens, incidents, calls

    def of(self, instance_id: int) -> dict[str, Any]:
        kept = {
            "tokens": [token for token in self.tokens if token["instance_id"] == instance_id],
            "incidents": [pk for pk, of in self.incidents if of == instance_id],
            "calls": [[call.pk, call.next_at] for call in self.calls if call.instance_id == instance_id],
        }
        plain: dict[str, Any] = json.loads(json.dumps(kept, default=datetime.isoformat))
        return plain


@unit()
def take_up_again(subject: str, *, now: datetime) -> int:
    """Let what was set aside go on where it stood; return how many instances. What its timers waited for may have come
    by now; work has as much time left as when it was set aside."""
    registry.lock_subject(subject)
    aside = list(Instance.objects.select_for_update().filter(subject=subject, state=State.ASIDE).order_by("id"))
    tokens = [token for instance in aside for token in _tokens(instance)]
    calls = dict(pair for instance in aside for pair in (instance.aside or {}).get("calls", ()))
    Token.objects.bulk_create(tokens)
    Incident.objects.filter(pk__in=[pk for one in aside for pk in (one.aside or {}).get("incidents", ())]).update(
        settled_at=None
    )
    asked = list(OutsideCall.objects.filter(pk__in=list(calls)))
    for call in asked:
        call.next_at = datetime.fromisoformat(calls[call.pk])
    OutsideCall.objects.bulk_update(asked, ["next_at"])
    stood = [token.pk for token in tokens if token.__dict__.get("stands_since_aside")]
    for instance in aside:
        instance.state, instance.aside, instance.aside_until = State.RUNNING, None, None
    Instance.objects.bulk_update(aside, ["state", "aside", "aside_until"])
    run_on(subject, stood, now=now)
    return len(aside)


def _tokens(instance: Instance) -> Iterator[Token]:
    """The rows as they were; work stands still since it was set aside, so that it can run on."""
    kept = instance.aside or {}
    at = datetime.fromisoformat(kept["at"])
    fields = {field.attname: field for field in Token._meta.concrete_fields}
    for row in kept["tokens"]:
        known = {name: fields[name].to_python(value) for name, value in row.items() if name in fields}
        token = Token(**known)
        if token.state == Token.State.WAITING and token.paused_at is None:
            token.paused_at, token.due_at = at, None
            token.__dict__["stands_since_aside"] = True
        yield token


def end_set_aside(*, now: datetime, limit: int = 100) -> int:
    """End for good what was set aside too long ago, a transaction each; return how many were ended."""
    over = Instance.objects.filter(state=State.ASIDE, aside_until__lt=now).order_by("aside_until", "id")
    return sum(_end(*found, now=now) for found in list(over.values_list("pk", "subject")[:limit]))


@unit()
def _end(instance_id: int, subject: str, *, now: datetime) -> bool:
    registry.lock_subject(subject)
    instance = lock(instance_id)
    if instance.state != State.ASIDE or instance.aside_until is None or instance.aside_until >= now:
        return False
    for rows in (OutsideCall, Completion, TurnValue, Turn):
        rows.objects.filter(instance=instance_id).delete()
    instance.state, instance.finished_at, instance.aside, instance.aside_until = State.CANCELLED, now, None, None
    instance.save(update_fields=["state", "finished_at", "aside", "aside_until"])
    ended = facts.InstanceEnded(instance_id=instance_id, version_id=instance.version_id, ending="cancelled")
    record(ended, by=SYSTEM, at=now, subject=subject)
    return True
