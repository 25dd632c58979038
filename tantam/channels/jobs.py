"""What the worker does for channels. All of it can be run twice: what is to be done lies in rows."""

from __future__ import annotations

import threading
from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from tantam.channels.actions import fetch_mail, heal, read_arrivals, send_due, watch_mailboxes
from tantam.channels.models import Arrival, Dispatch
from tantam.core.actions import wake
from tantam.core.registry import alongside, every


@app.task(name="channels.read")
def read() -> None:
    """Read all that has arrived."""
    while read_arrivals(now=timezone.now()):
        pass


@app.task(name="channels.send")
def send(channel: int) -> None:
    """Send all that waits for one channel; channels are served side by side."""
    while send_due(channel, clock=timezone.now):
        pass


@app.task(name="channels.fetch")
def fetch(channel: int) -> None:
    """Fetch what is new in one mailbox that has just been connected or changed; from then on it is watched."""
    fetch_mail(channel, now=timezone.now())


@every(seconds=2)
def sweep(now: datetime) -> None:
    """Wake for rows that a crash between commit and wake-up left behind, and settle attempts of dead processes."""
    heal(now=now)
    if Arrival.objects.unread(at=now).exists():
        wake("channels.read")
    for channel_id in Dispatch.objects.due(at=now).order_by().values_list("channel_id", flat=True).distinct():
        wake("channels.send", channel=channel_id)


@alongside
def watch(stopping: threading.Event) -> None:
    """Watch the mailboxes that mail is fetched from."""
    watch_mailboxes(stopping)
