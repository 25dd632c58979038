"""Bring in what ran elsewhere: an instance that already stands at a node, and runs that are over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tantam.core.actions.unit import unit
from tantam.process.actions.hosting import StoredHost
from tantam.process.actions.loading import column_of, row_of
from tantam.process.actions.turning import store_turns
from tantam.process.engine.run import stand_at
from tantam.process.engine.state import State
from tantam.process.engine.state import Token as EngineToken
from tantam.process.models import Instance, Token
from tantam.process.queries import compiled


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an instance stands: at a node since an instant; its work is due at `due_at` if that is known; since
    `paused_at` it stands still."""

    node: str
    entered_at: datetime
    due_at: datetime | None = None
    paused_at: datetime | None = None


@unit()
def import_standing(
    version_id: int,
    *,
    subject: str,
    standing: Standing,
    labels: Mapping[str, str],
    variables: Mapping[str, object],
    started_at: datetime,
    now: datetime,
) -> Instance:
    """Make a running instance with its token and the waits of that node; timers count from `now`.

    Nobody is told and no action runs: what led here happened elsewhere. Raises NotATarget for a node where nothing
    can stand.
    """
    host = StoredHost(now=now, subject=subject)
    result = stand_at(compiled(version_id).graph, host, node=standing.node, variables=variables)
    instance = Instance.objects.create(
        version_id=version_id,
        subject=subject,
        labels=dict(labels),
        variables=dict(result.state.variables),
        scopes=column_of(result.state.scopes),
        started_at=started_at,
    )
    tokens = [
        _as_it_stands(token, standing) if token.attached_to is None else token for token in result.state.tokens.values()
    ]
    Token.objects.bulk_create([row_of(token, instance) for token in tokens])
    store_turns(instance, before=State(), after=result.state)
    return instance


def _as_it_stands(token: EngineToken, standing: Standing) -> EngineToken:
    """Since when it stands there, and by when it is to be done where that is known."""
    token = replace(token, entered_at=standing.entered_at, paused_at=standing.paused_at)
    if standing.due_at is None:
        return token
    return replace(token, response_due_at=standing.due_at, resolution_due_at=None)
