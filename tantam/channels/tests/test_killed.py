"""Senders are killed (SIGKILL) at random moments: nothing is lost, and nothing leaves twice by itself."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from tantam.channels.actions import heal, send_due, send_message
from tantam.channels.models import Channel, Dispatch
from tantam.channels.tests.servers import Sink, sinking
from tantam.channels.tests.world import a_mailbox
from tantam.channels.values import Recipients

MESSAGES = 150
SEED = 26
_SEND = """
import django; django.setup()
from django.utils import timezone
from tantam.channels.actions import send_due
print("ready", flush=True)
while True:
    send_due({channel}, clock=timezone.now)
"""


def _environment(address: str) -> dict[str, str]:
    """Where a sender finds this test's database and sink."""
    place = connection.settings_dict
    user = f"{place['USER']}:{place['PASSWORD']}".rstrip(":")
    host = f"?host={quote(str(place['HOST']), safe='')}" if str(place["HOST"]).startswith("/") else ""
    netloc = f"{user}@" if host else f"{user}@{place['HOST']}:{place['PORT']}"
    return {
        **os.environ,
        "DATABASE_URL": f"postgresql://{netloc}/{place['NAME']}{host}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TANTAM_SMTP_OUT": address,
        "TANTAM_DEMO": "0",
    }


def _send_and_kill(channel: Channel, address: str, *, after: float) -> None:
    command = [sys.executable, "-c", _SEND.format(channel=channel.pk)]
    sender = subprocess.Popen(
        command,
        env=_environment(address),
        cwd=django_settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert sender.stdout is not None
    assert sender.stdout.readline() == b"ready\n"
    time.sleep(after)
    sender.kill()
    sender.wait()
    sender.stdout.close()


@pytest.mark.kill
@pytest.mark.django_db(transaction=True)
def test_killed_senders_lose_nothing_and_double_nothing(settings):
    dice = random.Random(SEED)  # noqa: S311
    sink = Sink(on_mail=lambda envelope: time.sleep(dice.random() / 100))
    mailbox = a_mailbox()
    to = Recipients(to=[("", "hoa@khach.example")])
    for number in range(MESSAGES):
        send_message(mailbox, customer=None, recipients=to, subject=str(number), text="x", now=timezone.now())
    with sinking(sink) as address:
        for _ in range(4):
            _send_and_kill(mailbox, address, after=dice.uniform(0.05, 0.5))
        heal(now=timezone.now() + timedelta(seconds=5))
        settings.SMTP_OUT = address
        while send_due(mailbox.pk, clock=timezone.now):
            pass
    states = Counter(Dispatch.objects.values_list("state", flat=True))
    assert states["sent"] + states["uncertain"] == MESSAGES
    assert states["uncertain"] <= 4, "at most the one that each killed sender had in its hands"
    arrived = Counter(str(message_from_bytes(raw)["Message-ID"]).strip("<>") for raw in sink.raw)
    assert set(arrived.values()) == {1}
    sent = set(Dispatch.objects.filter(state="sent").values_list("message__external_id", flat=True))
    assert sent <= set(arrived)
