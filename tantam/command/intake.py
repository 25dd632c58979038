"""`tantam intake FILE|-`: take in one raw mail, as a mail server's pipe hands it over, and say what became of it.

Exit codes are those a mail server understands (sysexits.h): 0 kept; 65 too large, it goes back to its sender; 75 try
again later; 78 no mailbox is set up for it. Once the raw mail is stored the code is 0, whatever it reads like.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error
from django.utils import timezone

from tantam.cases.models import Entry
from tantam.channels.actions import read_arrivals, store_arrival
from tantam.channels.models import Arrival, Channel, ChannelKind
from tantam.command.words import sentence, write
from tantam.core.actions.deliver import deliver
from tantam.core.actions.files import NoRoom
from tantam.core.models import Delivery, FactRow

OK, TOO_LARGE, LATER, NO_MAILBOX = 0, 65, 75, 78
PATIENCE_SECONDS = 10.0


def main(arguments: Sequence[str]) -> int:
    """Print one JSON object: `case`, `message`, `duplicate`, `held`."""
    parser = argparse.ArgumentParser(prog="tantam intake", description=sentence("help-intake"))
    parser.add_argument("file", metavar="FILE", help=sentence("intake-file"))
    parser.add_argument("--to", action="append", default=[], metavar="ADDRESS", help=sentence("intake-to"))
    parser.add_argument("--from", dest="sender", default="", metavar="ADDRESS", help=sentence("intake-from"))
    options = parser.parse_args(arguments)
    raw = _raw(options.file)
    if len(raw) > settings.MAIL_MAX_BYTES:
        return _complain(TOO_LARGE, "intake-too-large", limit=settings.MAIL_MAX_BYTES)
    try:
        channel = _mailbox(options.to)
        if channel is None:
            return _complain(NO_MAILBOX, "intake-no-mailbox")
        arrival = store_arrival(
            channel, raw=raw, envelope_from=options.sender, envelope_to=options.to, now=timezone.now()
        )
    except (Error, NoRoom) as error:
        return _complain(LATER, "intake-later", error=error)
    write(json.dumps(become(arrival.pk), ensure_ascii=False))
    return OK


def become(arrival_id: int, *, patience: float = PATIENCE_SECONDS) -> dict[str, Any]:
    """Read an arrival and follow it into its case, or until another process has.

    Returns the case's number, the message's UUID (both null where there is none), whether it was a duplicate, and the
    reason if it was held back or could not be read (null otherwise).
    """
    end = time.monotonic() + patience
    read_arrivals(now=timezone.now(), only=[arrival_id])
    while (arrival := _arrival(arrival_id)).state == Arrival.State.STORED and time.monotonic() < end:
        time.sleep(0.05)
    while arrival.state == Arrival.State.READ and _tell(arrival) and time.monotonic() < end:
        time.sleep(0.02)
    entry = Entry.objects.select_related("case").filter(message=arrival.message).first() if arrival.message else None
    is_held = arrival.state in {Arrival.State.HELD, Arrival.State.UNREADABLE}
    return {
        "case": entry.case.number if entry else None,
        "message": str(arrival.message.uuid) if arrival.message else None,
        "duplicate": arrival.state == Arrival.State.DUPLICATE,
        "held": (arrival.reason or arrival.state) if is_held else None,
    }


def _raw(file: str) -> bytes:
    """Read one byte more than the limit at most: a mail of any size must not fill the memory."""
    limit = settings.MAIL_MAX_BYTES + 1
    if file == "-":
        return sys.stdin.buffer.read(limit)
    with Path(file).open("rb") as source:
        return source.read(limit)


def _mailbox(recipients: Sequence[str]) -> Channel | None:
    """The mailbox with one of these addresses, else the oldest."""
    boxes = Channel.objects.running().filter(kind=ChannelKind.EMAIL).select_related("brand").order_by("id")
    wanted = {address.lower() for address in recipients}
    return next((box for box in boxes if box.address.lower() in wanted), None) or boxes.first()


def _arrival(arrival_id: int) -> Arrival:
    return Arrival.objects.select_related("message").defer("raw").get(pk=arrival_id)


def _tell(arrival: Arrival) -> bool:
    """Tell the fact of this message to those that wait for it; false when all have heard."""
    facts = FactRow.objects.filter(name="message.received", data__message_id=arrival.message_id).order_by("-id")[:1]
    waiting = Delivery.objects.filter(fact_id__in=[fact.pk for fact in facts], given_up_at=None, attempts=0)
    reactions = list(waiting.values_list("reaction", flat=True).distinct())
    for reaction in reactions:
        deliver(reaction, now=timezone.now())
    return bool(reactions)


def _complain(code: int, sentence_code: str, **values: object) -> int:
    write(sentence(sentence_code, **values), to=sys.stderr)
    return code
