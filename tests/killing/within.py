"""What is done inside the product's own database, in a process of its own: the shop before, the reckoning after."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import timedelta

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from tantam.cases.models import Case, Entry
from tantam.channels.models import Arrival, Dispatch, Message
from tantam.core.actions.seal import broken_seals, seal
from tantam.core.models import Delivery, FactRow
from tantam.process.models import Incident, Instance
from tests import world as w


def prepare() -> None:
    """Make the shop with its process and an agent who is signed in; print the session's key."""
    world = w.build_world(intake_process="QT-01")
    w.publish_process("qt-01-v3.bpmn", key="QT-01")
    session = SessionStore()
    session[SESSION_KEY] = str(world.head.pk)
    session[BACKEND_SESSION_KEY] = "config.signed_in.Backend"
    session[HASH_SESSION_KEY] = world.head.get_session_auth_hash()
    session.create()
    sys.stdout.write(f"{session.session_key}\n")


def reckon() -> None:
    """Print what became of everything, as one JSON object."""
    while seal(now=timezone.now() + timedelta(minutes=1)):
        pass
    entries = Counter(Entry.objects.exclude(message=None).values_list("message_id", flat=True))
    inbound = Message.objects.filter(direction="in").values_list("external_id", "nature", "id")
    outbound = Message.objects.filter(direction="out").values_list("external_id", "nature", "text", "dispatch__state")
    found = {
        "inbound": [[external_id, nature, entries.get(pk, 0)] for external_id, nature, pk in inbound],
        "outbound": [list(row) for row in outbound],
        "states": dict(Counter(Dispatch.objects.values_list("state", flat=True))),
        "arrivals": dict(Counter(Arrival.objects.values_list("state", flat=True))),
        "cases": Case.objects.count(),
        "instances": Instance.objects.filter(state="running").count(),
        "incidents": list(Incident.objects.values_list("error", flat=True)[:5]),
        "deliveries": Delivery.objects.count(),
        "facts": FactRow.objects.count(),
        "sealed": FactRow.objects.exclude(seal_id=None).count(),
        "broken_seals": broken_seals(),
    }  # fmt: skip
    sys.stdout.write(json.dumps(found) + "\n")
