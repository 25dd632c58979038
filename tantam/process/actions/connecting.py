"""Connections to other systems: their address and key, once for all steps that call them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from tantam.core.actions import record
from tantam.core.actions.post import NotPosted, Posted, is_private_allowed, post
from tantam.core.actions.secrets import decrypt, encrypt
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.core.values.outside import split_url
from tantam.organisation.models import Agent
from tantam.organisation.values.keys import free_key
from tantam.process import facts
from tantam.process.actions.fetching_tokens import fetch_token, token_of, without_secret
from tantam.process.models import Connection, Process
from tantam.process.queries.connections import Use, uses_of
from tantam.process.values.connections import (
    BASIC,
    HEADER,
    IN_HEADER,
    OAUTH,
    SIGNED,
    SignIn,
    check_base,
    is_for_another,
    joined,
)

UNAUTHORIZED = 401
#: Whom a secret is for, and how it is told.
TOLD = ("base_url", "sign_in", "header", "user", "token_url", "client_auth")


class ConnectionUsed(Exception):
    """What runs calls it; `uses` says where."""

    def __init__(self, uses: list[Use]) -> None:
        self.uses = uses
        super().__init__(", ".join(use.process.key for use in uses))


class SecretNeeded(Exception):
    """There is no secret, or the one that is kept was typed for another server or another way to sign in."""


@dataclass(frozen=True, kw_only=True)
class ConnectionPlan:
    """A connection as it shall be; an empty `secret` keeps the one that is set, or has one made that signs."""

    name: str
    name_en: str
    base_url: str
    sign_in: str
    header: str
    user: str
    probe_path: str
    secret: str
    token_url: str = ""
    scope: str = ""
    client_auth: str = IN_HEADER

    @property
    def told(self) -> dict[str, str]:
        """Whom the secret is for, and how it is told."""
        return {
            "base_url": self.base_url,
            "sign_in": self.sign_in,
            "header": self.header if self.sign_in == HEADER else "",
            "user": self.user if self.sign_in in (BASIC, OAUTH) else "",
            "token_url": self.token_url if self.sign_in == OAUTH else "",
            "client_auth": self.client_auth if self.sign_in == OAUTH else IN_HEADER,
        }


@unit()
def add_connection(plan: ConnectionPlan, *, by: Agent, now: datetime) -> tuple[Connection, str]:
    """Add one; return it and, where it signs and none was typed, the new secret, which is shown once.

    Raises UnusableAddress, SecretNeeded.
    """
    _check_addresses(plan)
    made = "" if plan.secret or plan.sign_in != SIGNED else "tsec_" + secrets.token_urlsafe(32)
    if not (plan.secret or made):
        raise SecretNeeded
    connection = Connection(
        key=free_key(plan.name, taken=set(Connection.objects.values_list("key", flat=True))),
        secret_encrypted=encrypt(plan.secret or made),
        created_at=now,
    )
    _write(connection, plan, now=now)
    fact = facts.ConnectionAdded(connection_id=connection.pk, sign_in=plan.sign_in)
    record(fact, by=Actor.agent(by.pk), at=now, subject=_subject(connection))
    return connection, made


@unit()
def change_connection(connection: Connection, plan: ConnectionPlan, *, by: Agent, now: datetime) -> None:
    """Change one; steps that call from now on do as it says. Raises UnusableAddress, SecretNeeded."""
    _check_addresses(plan)
    connection.refresh_from_db(from_queryset=Connection.objects.select_for_update())
    old = told_of(connection)
    if not plan.secret and is_for_another(old, plan.told):
        raise SecretNeeded
    if plan.secret:
        connection.secret_encrypted = encrypt(plan.secret)
    _write(connection, plan, now=now)
    fact = facts.ConnectionChanged(
        connection_id=connection.pk,
        old_sign_in=old["sign_in"],
        sign_in=plan.sign_in,
        is_address_new=old["base_url"] != plan.base_url,
        is_secret_new=bool(plan.secret),
    )
    record(fact, by=Actor.agent(by.pk), at=now, subject=_subject(connection))


def _check_addresses(plan: ConnectionPlan) -> None:
    check_base(plan.base_url, plain_allowed=is_private_allowed())
    if plan.sign_in == OAUTH:
        split_url(plan.token_url, plain_allowed=is_private_allowed())


def _write(connection: Connection, plan: ConnectionPlan, *, now: datetime) -> None:
    connection.name, connection.name_en, connection.probe_path = plan.name, plan.name_en, plan.probe_path
    connection.scope = plan.scope if plan.sign_in == OAUTH else ""
    for name, value in plan.told.items():
        setattr(connection, name, value)
    connection.changed_at = now
    connection.save()


@unit()
def stop_connection(connection: Connection, *, by: Agent, now: datetime) -> None:
    """Call it no more; steps that come to it wait and try again. Stopping twice changes nothing."""
    if Connection.objects.filter(pk=connection.pk, stopped_at=None).update(stopped_at=now):
        fact = facts.ConnectionStopped(connection_id=connection.pk)
        record(fact, by=Actor.agent(by.pk), at=now, subject=_subject(connection))


@unit()
def resume_connection(connection: Connection, *, by: Agent, now: datetime) -> None:
    """Call it again."""
    if Connection.objects.filter(pk=connection.pk).exclude(stopped_at=None).update(stopped_at=None):
        fact = facts.ConnectionResumed(connection_id=connection.pk)
        record(fact, by=Actor.agent(by.pk), at=now, subject=_subject(connection))


@unit()
def delete_connection(connection: Connection, *, by: Agent, now: datetime) -> None:
    """Delete one that nothing calls. Raises ConnectionUsed.

    Whoever publishes holds the row of the process and looks for the connection then: nobody may do so meanwhile.
    """
    list(Process.objects.order_by("pk").select_for_update().values_list("pk"))
    if not Connection.objects.select_for_update().filter(pk=connection.pk).exists():
        return
    if uses := [use for use in uses_of(connection.key) if use.holds]:
        raise ConnectionUsed(uses)
    record(
        facts.ConnectionDeleted(connection_id=connection.pk),
        by=Actor.agent(by.pk),
        at=now,
        subject=_subject(connection),
    )
    Connection.objects.filter(pk=connection.pk).delete()


def told_of(connection: Connection) -> dict[str, str]:
    """Whom the secret that is kept is for, and how it is told."""
    return {name: getattr(connection, name) for name in TOLD}


def sign_in_of(connection: Connection) -> SignIn:
    """How its calls sign in. Raises SecretUnreadable."""
    return SignIn(
        kind=connection.sign_in,
        header=connection.header,
        user=connection.user,
        secret=decrypt(connection.secret_encrypted),
        token_url=connection.token_url,
        scope=connection.scope,
        client_auth=connection.client_auth,
    )


def probe(plan: ConnectionPlan, *, secret: str) -> Posted:
    """The test button: ask for the address as typed, signed in with this secret. Raises NotPosted, TokenRefused."""
    sign_in = SignIn(
        kind=plan.sign_in,
        header=plan.header,
        user=plan.user,
        secret=secret,
        token_url=plan.token_url,
        scope=plan.scope,
        client_auth=plan.client_auth,
    )
    if sign_in.kind == OAUTH:  # a new one: what is kept says nothing about what was typed
        sign_in = replace(sign_in, token=fetch_token(sign_in).text)
    headers = {"Accept": "application/json", "User-Agent": "Tantam/1"}
    return _post_signed(joined(plan.base_url, plan.probe_path), sign_in, body=b"", headers=headers, method="GET")


def call_signed(url: str, sign_in: SignIn, *, body: bytes, headers: dict[str, str], method: str) -> Posted:
    """Call and sign in; what comes back never holds the secret. Raises NotPosted, TokenRefused.

    A token that is refused is fetched anew, once: who answers 401 has done nothing.
    """
    if sign_in.kind != OAUTH:
        return _post_signed(url, sign_in, body=body, headers=headers, method=method)
    signed = replace(sign_in, token=token_of(sign_in))
    posted = _post_signed(url, signed, body=body, headers=headers, method=method)
    if posted.status != UNAUTHORIZED:
        return posted
    again = replace(sign_in, token=token_of(sign_in, but=signed.token))
    return _post_signed(url, again, body=body, headers=headers, method=method)


def _post_signed(url: str, sign_in: SignIn, *, body: bytes, headers: dict[str, str], method: str) -> Posted:
    headers = {**headers, **sign_in.headers(body, at=int(timezone.now().timestamp()))}
    try:
        posted = post(url, body=body, headers=headers, method=method)
    except NotPosted as error:
        raise type(error)(error.code, sign_in.hide_text(error.detail)) from None
    return without_secret(posted, sign_in)


def _subject(connection: Connection) -> str:
    return f"connection:{connection.pk}"
