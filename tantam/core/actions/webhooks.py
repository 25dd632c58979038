"""Webhooks: who is told of what, and telling it, again and again until it is heard or given up."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tantam.core.actions.post import NotPosted, is_private_allowed, post
from tantam.core.actions.record import record
from tantam.core.actions.secrets import SecretUnreadable, decrypt, encrypt
from tantam.core.actions.unit import unit
from tantam.core.actions.wake import wake
from tantam.core.facts import Actor, WebhookAdded, WebhookReplayed, WebhookStopped
from tantam.core.models import FactRow, WebhookCall, WebhookEndpoint
from tantam.core.queries import forget_wanted
from tantam.core.registry import outside_name
from tantam.core.values.outside import MOST_ATTEMPTS, SIGNATURE_HEADER, sign, split_url, wait_after

BATCH = 10


@unit()
def add_webhook(url: str, *, facts: Collection[str], by: Actor, now: datetime) -> tuple[WebhookEndpoint, str]:
    """Have an address told of these facts; return its row and the signing secret, which is shown once.

    Raises UnusableAddress.
    """
    split_url(url, plain_allowed=is_private_allowed())
    secret = "whsec_" + secrets.token_urlsafe(32)
    endpoint = WebhookEndpoint.objects.create(
        url=url, facts=sorted(set(facts)), secret_encrypted=encrypt(secret), created_at=now
    )
    record(WebhookAdded(endpoint_id=endpoint.pk), by=by, at=now, subject=f"webhook:{endpoint.pk}")
    transaction.on_commit(forget_wanted)
    return endpoint, secret


@unit()
def stop_webhook(endpoint: WebhookEndpoint, *, by: Actor, now: datetime) -> None:
    """Tell this address nothing more; what waits for it is given up. Stopping twice changes nothing."""
    if not WebhookEndpoint.objects.filter(pk=endpoint.pk, stopped_at=None).update(stopped_at=now):
        return
    WebhookCall.objects.filter(endpoint=endpoint, done_at=None, given_up_at=None).update(given_up_at=now)
    record(WebhookStopped(endpoint_id=endpoint.pk), by=by, at=now, subject=f"webhook:{endpoint.pk}")
    transaction.on_commit(forget_wanted)


@unit()
def replay(call: WebhookCall, *, by: Actor, now: datetime) -> None:
    """Tell it again, whatever became of it, with the same id, so that the other side can know it again."""
    waiting = WebhookCall.objects.filter(pk=call.pk, endpoint__stopped_at=None)
    if waiting.update(attempts=0, next_at=now, done_at=None, given_up_at=None, status=None, error=""):
        fact = WebhookReplayed(endpoint_id=call.endpoint_id, call_id=call.pk)
        record(fact, by=by, at=now, subject=f"webhook:{call.endpoint_id}")
        wake("core.call_webhooks", endpoint=call.endpoint_id)


def note_calls(fact_id: int, *, now: datetime) -> None:
    """Write a call for each endpoint that wants this fact. Safe to repeat."""
    row = FactRow.objects.get(pk=fact_id)
    for endpoint in WebhookEndpoint.objects.wanting(row.name):
        call = WebhookCall(endpoint=endpoint, fact_id=fact_id, next_at=now)
        call.body = json.dumps(_told(row, call), ensure_ascii=False)
        WebhookCall.objects.bulk_create([call], ignore_conflicts=True)
        wake("core.call_webhooks", endpoint=endpoint.pk)


def _told(row: FactRow, call: WebhookCall) -> dict[str, Any]:
    kind, _colon, key = row.subject.partition(":")
    name = outside_name(kind, int(key)) if key.isdigit() else None
    return {
        "id": str(call.uuid),
        "type": row.name,
        "at": row.at.isoformat(),
        "subject": {"kind": kind, "name": name},
        "data": _without_keys(row.data),
    }


def _without_keys(data: dict[str, Any]) -> dict[str, Any]:
    """The fact's values with public names in place of our keys: `case_id: 12` → `case: "TT-26-000012"`.

    What has no public name is left out.
    """
    told: dict[str, Any] = {}
    for field, value in data.items():
        if not field.endswith("_id"):
            told[field] = value
        elif value is None or (name := outside_name(field.removesuffix("_id"), value)):
            told[field.removesuffix("_id")] = None if value is None else name
    return told


def call_due(endpoint_id: int) -> int:
    """Call one endpoint with what is due, in order; return how many calls were made.

    An attempt is counted and its next one set before it is made: a crash in between costs a repetition, never a call.
    """
    calls = _claim(endpoint_id, now=timezone.now())
    for call in calls:
        _call(call)
    return len(calls)


@unit()
def _claim(endpoint_id: int, *, now: datetime) -> list[WebhookCall]:
    due = WebhookCall.objects.due(at=now).filter(endpoint=endpoint_id, endpoint__stopped_at=None)
    locked = due.select_related("endpoint").order_by("id").select_for_update(skip_locked=True, of=("self",))
    calls = list(locked[:BATCH])
    for call in calls:
        call.attempts += 1
        call.next_at = now + wait_after(call.attempts)
    WebhookCall.objects.bulk_update(calls, ["attempts", "next_at"])
    return calls


def _call(call: WebhookCall) -> None:
    now = timezone.now()
    body = call.body.encode()
    try:
        secret = decrypt(call.endpoint.secret_encrypted)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Tantam-Webhook/1",
            SIGNATURE_HEADER: sign(body, secret=secret, at=int(now.timestamp())),
        }
        posted = post(call.endpoint.url, body=body, headers=headers)
        call.status, call.error = posted.status, "" if posted.is_ok else posted.text
        call.done_at = timezone.now() if posted.is_ok else None
    except NotPosted as error:
        call.status, call.error = None, str(error)
    except SecretUnreadable:
        call.status, call.error = None, "the signing secret cannot be decrypted"
    if call.done_at is None and call.attempts >= MOST_ATTEMPTS:
        call.given_up_at = timezone.now()
    call.save(update_fields=["status", "error", "done_at", "given_up_at"])
