"""Connect mailboxes, change how they are reached, stop them and take them up again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from tantam.channels.email.servers import secrets_of
from tantam.channels.facts import ChannelChanged, ChannelConnected, ChannelResumed, ChannelStopped
from tantam.channels.models import Channel, ChannelKind
from tantam.channels.values.addresses import plain
from tantam.core.actions import record, wake
from tantam.core.actions.secrets import SecretUnreadable, encrypt
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.models import Agent, Branch, Brand


class AddressTaken(Exception):
    """Another mailbox has this address."""


@dataclass(frozen=True, kw_only=True)
class MailboxPlan:
    """What a mailbox is to be: `settings` as in `Channel.settings`, `secrets` by name; an empty one keeps the old."""

    name: str
    address: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@unit()
def connect_mailbox(
    plan: MailboxPlan, *, brand: Brand, branch: Branch | None = None, by: Agent, now: datetime
) -> Channel:
    """Set a mailbox up; mail is fetched at once. Raises AddressTaken."""
    channel = Channel(kind=ChannelKind.EMAIL, brand=brand, branch=branch, created_at=now)
    _fill(channel, plan)
    _record(ChannelConnected, channel, by=by, now=now)
    return channel


@unit()
def change_mailbox(channel: Channel, plan: MailboxPlan, *, by: Agent, now: datetime) -> Channel:
    """Change a mailbox. Another server or folder begins a new reading of it. Raises AddressTaken."""
    locked = Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
    if _place(locked.settings) != _place(plan.settings):
        locked.position = {}
    _fill(locked, plan)
    _record(ChannelChanged, locked, by=by, now=now)
    return locked


@unit()
def stop_channel(channel: Channel, *, by: Agent, now: datetime) -> None:
    """Take nothing more in; what waits to be sent still leaves. Stopping twice changes nothing."""
    if Channel.objects.running().filter(pk=channel.pk).update(stopped_at=now):
        _record(ChannelStopped, channel, by=by, now=now)


@unit()
def resume_channel(channel: Channel, *, by: Agent, now: datetime) -> None:
    """Take mail in again, from the place that was reached."""
    if Channel.objects.filter(pk=channel.pk).exclude(stopped_at=None).update(stopped_at=None):
        _record(ChannelResumed, channel, by=by, now=now)


def _fill(channel: Channel, plan: MailboxPlan) -> None:
    channel.name, channel.address = plan.name, plain(plan.address)
    channel.settings = {**channel.settings, **plan.settings}
    secrets = _known_secrets(channel) | {name: secret for name, secret in plan.secrets.items() if secret}
    channel.secret_encrypted = encrypt(json.dumps(secrets)) if secrets else ""
    channel.failing_since, channel.last_error = None, ""
    try:
        with unit():
            channel.save()
    except IntegrityError as error:
        raise AddressTaken(channel.address) from error
    wake("channels.fetch", channel=channel.pk)
    wake("channels.send", channel=channel.pk)


def _known_secrets(channel: Channel) -> dict[str, str]:
    """Secrets that the key no longer opens are lost and have to be typed again."""
    try:
        return secrets_of(channel)
    except SecretUnreadable:
        return {}


def _place(settings: Mapping[str, Any]) -> tuple[object, ...]:
    imap = settings.get("imap") or {}
    return imap.get("host"), imap.get("user"), imap.get("folder") or "INBOX"


def _record(
    kind: type[ChannelConnected | ChannelChanged | ChannelStopped | ChannelResumed],
    channel: Channel,
    *,
    by: Agent,
    now: datetime,
) -> None:
    fact = kind(channel_id=channel.pk, kind=channel.kind)
    record(fact, by=Actor.agent(by.pk), at=now, subject=f"channel:{channel.pk}")
