"""What is done inside the product's own database, in a process of its own: the shop before, the reckoning after."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from datetime import timedelta
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from tantam.cases.models import Case, Draft, Entry
from tantam.channels.models import Arrival, Dispatch, Message
from tantam.core.actions.seal import broken_seals, seal
from tantam.core.models import Delivery, FactRow
from tantam.process import actions
from tantam.process.engine.tests.drawing import Drawing
from tantam.process.models import Incident, Instance, OutsideCall, Process
from tests import world as w


def prepare() -> None:
    """Make the shop with its process, which has a carrier called beside for each ticket, and an agent who is signed in;
    print the session's key."""
    world = w.build_world(intake_process="QT-01")
    _publish("QT-01", _telling((w.DEMO_PROCESSES / "qt-01-v3.bpmn").read_text()))
    _publish("QT-GIAO", _shipping(os.environ["TANTAM_TEST_CARRIER"]))
    session = SessionStore()
    session[SESSION_KEY] = str(world.head.pk)
    session[BACKEND_SESSION_KEY] = "config.signed_in.Backend"
    session[HASH_SESSION_KEY] = world.head.get_session_auth_hash()
    session.create()
    sys.stdout.write(f"{session.session_key}\n")


def _publish(key: str, bpmn: str) -> None:
    process = Process.objects.create(key=key, name=key, created_at=w.NOW)
    draft = actions.save_draft(process, bpmn=bpmn, revision=0, by=None, now=w.NOW)
    actions.publish(draft, by=None, reason="thử", now=w.NOW)


def _telling(bpmn: str) -> str:
    """The process, which says at its beginning that a ticket is there."""
    told = """<bpmn:intermediateThrowEvent id="bao"><bpmn:messageEventDefinition messageRef="message_begun"/>
    </bpmn:intermediateThrowEvent><bpmn:sequenceFlow id="bao_xong" sourceRef="bao" targetRef="phan_loai_bang"/>
    <bpmn:sequenceFlow id="bat_dau__phan_loai_bang" sourceRef="bat_dau" targetRef="bao"/>"""
    old = '<bpmn:sequenceFlow id="bat_dau__phan_loai_bang" sourceRef="bat_dau" targetRef="phan_loai_bang"/>'
    assert bpmn.count(old) == 1
    begun = '<bpmn:message id="message_begun" name="phieu.bat-dau"/>'
    return bpmn.replace(old, told).replace('<bpmn:process id="qt_01"', begun + '<bpmn:process id="qt_01"')


def _shipping(address: str) -> str:
    """A process that begins for a ticket when it is told of it, and whose only step calls outside."""
    drawing = Drawing()
    drawing.add("startEvent", "s", inner=drawing.message("phieu.bat-dau"))
    wanted = {"url": address, "send": "phieu = so_phieu", "receive": "khoa = khoa"}
    lines = "".join(f'<t:setting name="{name}" value="{value}"/>' for name, value in wanted.items())
    drawing.add("serviceTask", "ship", extension=f'<t:action name="http.call">{lines}</t:action>')
    drawing.path("s", "ship", drawing.end())
    drawing.lines.insert(0, '<b:extensionElements><t:process key="QT-GIAO"/></b:extensionElements>')
    return drawing.xml().decode()


def _calls() -> dict[str, Any]:
    """The calls outside by how they ended, with the keys that the other side was shown."""
    runs = Instance.objects.filter(version__process__key="QT-GIAO")
    uncertain = Incident.objects.open().filter(error_code="uncertain").values_list("token_id", flat=True)
    left = OutsideCall.objects.values_list("token_id", "key", "state")
    return {
        "begun": runs.count(),
        "sent": list(runs.filter(state="finished").values_list("variables__khoa", flat=True)),
        "uncertain": [str(key) for token_id, key, _ in left if token_id in set(uncertain)],
        "unsent": [str(key) for token_id, key, _ in left if token_id not in set(uncertain)],
    }


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
        "held": list(Draft.objects.exclude(held="").values_list("text", "held")),
        "states": dict(Counter(Dispatch.objects.values_list("state", flat=True))),
        "arrivals": dict(Counter(Arrival.objects.values_list("state", flat=True))),
        "cases": Case.objects.count(),
        "instances": Instance.objects.filter(state="running").count(),
        "incidents": list(Incident.objects.exclude(error_code="uncertain").values_list("error", flat=True)[:5]),
        "calls": _calls(),
        "deliveries": Delivery.objects.count(),
        "facts": FactRow.objects.count(),
        "sealed": FactRow.objects.exclude(seal_id=None).count(),
        "broken_seals": broken_seals(),
    }  # fmt: skip
    sys.stdout.write(json.dumps(found) + "\n")
