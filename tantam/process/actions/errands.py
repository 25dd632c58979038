"""Make the calls that are due, side by side: a slow server holds up only what else goes to it."""

from __future__ import annotations

import logging
import threading
from collections import Counter

from django.db import connection
from django.utils import timezone

from tantam.process.actions.answering import give_answer
from tantam.process.actions.calling_outside import claim_call, make_call
from tantam.process.models import OutsideCall

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
LEAVING_SECONDS = 3.0
MOST_AT_ONCE = 6
MOST_A_LANE = 2


class Errands:
    """The calls that this process makes right now, each in a thread of its own."""

    def __init__(self) -> None:
        self._lanes: Counter[str] = Counter()
        self._threads: set[threading.Thread] = set()
        self._guard = threading.Lock()

    def begin_due(self) -> int:
        """Begin as many calls as there is room for; return how many were begun."""
        begun = 0
        while self._has_room() and (call := claim_call(now=timezone.now(), full=self._full())) is not None:
            self._begin(call)
            begun += 1
        return begun

    def await_all(self, seconds: float) -> None:
        """Wait for the calls under way, no longer than so many seconds in all."""
        end = timezone.now().timestamp() + seconds
        for thread in list(self._threads):
            thread.join(max(0.0, end - timezone.now().timestamp()))

    def _has_room(self) -> bool:
        with self._guard:
            return len(self._threads) < MOST_AT_ONCE

    def _full(self) -> list[str]:
        with self._guard:
            return [lane for lane, count in self._lanes.items() if count >= MOST_A_LANE]

    def _begin(self, call: OutsideCall) -> None:
        thread = threading.Thread(target=self._run, args=[call], name=f"outside-{call.pk}", daemon=True)
        with self._guard:
            self._lanes[call.lane] += 1
            self._threads.add(thread)
        thread.start()

    def _run(self, call: OutsideCall) -> None:
        try:
            if make_call(call, clock=timezone.now):
                give_answer(call.pk, now=timezone.now())
        except Exception:
            log.exception("call %s: what became of it could not be written down", call.pk)
        finally:
            connection.close()
            with self._guard:
                self._lanes[call.lane] -= 1
                self._threads.discard(threading.current_thread())


def run_errands(stopping: threading.Event) -> None:
    """Make what is due until told to stop; calls under way get some seconds to end."""
    errands = Errands()
    while not stopping.is_set():
        try:
            errands.begin_due()
        except Exception:
            log.exception("calls outside could not be looked for")
            connection.close()
        stopping.wait(LOOK_SECONDS)
    errands.await_all(LEAVING_SECONDS)
