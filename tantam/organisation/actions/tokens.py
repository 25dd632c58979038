"""Issue, use and revoke the keys with which programs act."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from tantam.core.actions import record
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.facts import TokenIssued, TokenRevoked
from tantam.organisation.models import Agent, ApiToken, KeptAnswer, Scope

PREFIX = "tt_"
NOTED_EVERY = timedelta(minutes=1)
ANSWERS_KEPT = timedelta(hours=24)


def issue_token(
    agent: Agent, *, name: str, scopes: Collection[str], expires_at: datetime | None, by: Agent, now: datetime
) -> tuple[ApiToken, str]:
    """Make a key that acts as `agent`; return its row and the secret, which is shown once and kept nowhere.

    Raises ValueError for an unknown scope.
    """
    secret = PREFIX + secrets.token_urlsafe(32)
    with unit():
        token = ApiToken.objects.create(
            agent=agent,
            name=name,
            prefix=secret[:8],
            sha256=_hash(secret),
            scopes=sorted({Scope(scope).value for scope in scopes}),
            created_at=now,
            expires_at=expires_at,
        )
        fact = TokenIssued(token_id=token.pk, agent_id=agent.pk)
        record(fact, by=Actor.agent(by.pk), at=now, subject=f"agent:{agent.pk}")
    return token, secret


@unit()
def revoke_token(token: ApiToken, *, by: Agent, now: datetime) -> None:
    """Make a key useless at once. Revoking twice changes nothing."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        fact = TokenRevoked(token_id=token.pk, agent_id=token.agent_id)
        record(fact, by=Actor.agent(by.pk), at=now, subject=f"agent:{token.agent_id}")


def use_token(secret: str, *, now: datetime) -> ApiToken | None:
    """Return the valid token of this secret with its agent, None if there is none; its use is noted once a minute."""
    token = ApiToken.objects.valid(at=now).select_related("agent").filter(sha256=_hash(secret)).first()
    if token is not None and (token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY):
        unnoted = Q(last_used_at=None) | Q(last_used_at__lte=now - NOTED_EVERY)
        ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=now)
    return token


def set_aside(token_id: int, *, minute: int, wanted: int, most: int) -> int:
    """Reserve up to `wanted` requests of this minute for this process; return how many of the `most` were left."""
    with connection.cursor() as cursor:
        cursor.execute(_SET_ASIDE, {"token": token_id, "minute": minute, "wanted": wanted})
        (count,) = cursor.fetchone()
    return max(0, min(wanted, most - (int(count) - wanted)))


# A clock that lags behind in another process must not give a new minute's count away.
_SET_ASIDE = """
INSERT INTO organisation_tokenuse AS kept (token_id, minute, count) VALUES (%(token)s, %(minute)s, %(wanted)s)
ON CONFLICT (token_id) DO UPDATE SET
    minute = greatest(kept.minute, excluded.minute),
    count = CASE WHEN kept.minute < excluded.minute THEN excluded.count ELSE kept.count + excluded.count END
RETURNING count
"""


def forget_answers(*, now: datetime) -> int:
    """Throw away the answers kept for idempotency keys after a day; return how many."""
    return KeptAnswer.objects.filter(at__lt=now - ANSWERS_KEPT).delete()[0]


def _hash(secret: str) -> str:
    """A random key of 256 bits needs no salt and no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
