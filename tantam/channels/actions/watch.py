"""Watch the mailboxes: one line kept open to each, so that a mail is here as soon as its server has it.

One thread per mailbox waits on the line and holds no database connection while it waits. One more looks every two
seconds which mailboxes are to be watched, and holds the locks by which of all processes only one watches each: they
fall with its database connection, also when the process is killed.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import connection
from django.utils import timezone

from tantam.channels.actions.fetch import PART, fetch_from, note_unreachable, wishes_of
from tantam.channels.actions.health import note_working
from tantam.channels.actions.mailbox_lock import hold, let_go
from tantam.channels.email.idle import RENEW_SECONDS, Bell, can_idle, wait_for_news
from tantam.channels.email.imap import Mailbox, MailboxUnreachable, opened
from tantam.channels.email.servers import imap_of
from tantam.channels.models import Channel
from tantam.core.actions.secrets import SecretUnreadable

log = logging.getLogger(__name__)
Result = TypeVar("Result")

LOOK_SECONDS = 2.0
# Should a server not tell of what comes in the moment in which we begin to listen: after each mail it is asked again
# after five seconds, then ten, twenty …
SOON_SECONDS = 5.0
# Where the server has no IDLE, it is asked on the same line.
ASK_SECONDS = 20.0
FIRST_WAIT = 2.0
LONGEST_WAIT = 300.0
# A line that lived so long ended by chance, not because something is wrong.
SETTLED_SECONDS = 60.0
LEAVING_SECONDS = 1.0
# However many mailboxes fetch at once, only so many of them talk to the database.
_room = threading.BoundedSemaphore(2)


def watch_mailboxes(stopping: threading.Event) -> None:
    """Keep watching all mailboxes that run, until told to stop."""
    watches: dict[int, Watch] = {}
    while not stopping.is_set():
        try:
            tend(watches)
        except Exception:
            log.exception("mailboxes could not be looked after")
            # with the connection the locks are lost: whoever gets them next watches
            for watch in watches.values():
                watch.stop()
            connection.close()
        stopping.wait(LOOK_SECONDS)
    for watch in watches.values():
        watch.stop()
    until = time.monotonic() + LEAVING_SECONDS
    for watch in watches.values():
        watch.join(until - time.monotonic())
    connection.close()


def tend(watches: dict[int, Watch]) -> None:
    """Begin to watch what is new, leave what was stopped or is reached in another way now."""
    wanted = _wanted()
    for channel_id, watch in list(watches.items()):
        if wanted.get(channel_id) != watch.reached_by:
            watch.stop()
        if not watch.is_alive():
            del watches[channel_id]
            let_go(channel_id)
    for channel_id, reached_by in wanted.items():
        if channel_id not in watches and hold(channel_id):
            watches[channel_id] = Watch(channel_id, reached_by=reached_by)
            watches[channel_id].start()


def _wanted() -> dict[int, str]:
    """The mailboxes to be watched, each with a mark of how it is reached."""
    fetched = Channel.objects.running().filter(settings__imap__host__gt="")
    rows = fetched.values_list("pk", "settings__imap", "secret_encrypted", "address")
    return {pk: hashlib.sha256(json.dumps([*how], sort_keys=True).encode()).hexdigest() for pk, *how in rows}


class Watch(threading.Thread):
    """One mailbox, watched until it is stopped; a line that breaks is opened again, later and later."""

    def __init__(self, channel_id: int, *, reached_by: str) -> None:
        super().__init__(name=f"mailbox-{channel_id}", daemon=True)
        self.reached_by = reached_by
        self._channel_id = channel_id
        self._bell = Bell()

    def stop(self) -> None:
        """Have the thread end soon."""
        self._bell.ring()

    def run(self) -> None:
        wait = FIRST_WAIT
        while not self._bell.is_rung:
            begun = time.monotonic()
            try:
                self._watch()
            except (MailboxUnreachable, SecretUnreadable) as error:
                self._note(error)
            except Exception as error:
                log.exception("mailbox %s", self._channel_id)
                self._note(error)
            wait = FIRST_WAIT if time.monotonic() - begun > SETTLED_SECONDS else min(wait * 2, LONGEST_WAIT)
            self._bell.wait(wait)

    def _note(self, error: Exception) -> None:
        if not self._bell.is_rung:
            _quietly(lambda: note_unreachable(self._channel_id, error, now=timezone.now()))

    def _watch(self) -> None:
        channel = _briefly(lambda: Channel.objects.get(pk=self._channel_id))
        server = imap_of(channel)
        if server is None:
            return
        with opened(server, wishes=wishes_of(channel)) as mailbox:
            seconds = SOON_SECONDS
            while not self._bell.is_rung:
                has_come = self._fetch(mailbox, channel)
                seconds = SOON_SECONDS if has_come else min(seconds * 2, RENEW_SECONDS)
                self._wait(mailbox, seconds=seconds)

    def _fetch(self, mailbox: Mailbox, channel: Channel) -> bool:
        """Fetch until nothing is left; tell whether something was there."""
        count, came = 0, 1
        while not self._bell.is_rung and (came or mailbox.has_news):
            came = fetch_from(mailbox, channel, now=timezone.now(), briefly=_briefly)
            count += came
        _briefly(lambda: note_working(channel.pk, part=PART, now=timezone.now()))
        return count > 0

    def _wait(self, mailbox: Mailbox, *, seconds: float) -> None:
        if can_idle(mailbox.client):
            wait_for_news(mailbox.client, seconds=seconds, bell=self._bell)
        else:
            self._bell.wait(ASK_SECONDS)


def _briefly(function: Callable[[], Result]) -> Result:
    """Do something with the database, and give the connection back."""
    with _room:
        try:
            return function()
        finally:
            connection.close()


def _quietly(function: Callable[[], object]) -> None:
    try:
        _briefly(function)
    except Exception:
        log.exception("the state of a mailbox could not be noted")
