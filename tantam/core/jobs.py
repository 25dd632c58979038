"""What the worker does for the ground floor."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from tantam.core.actions.deliver import deliver as deliver_batch
from tantam.core.actions.seal import seal


@app.task(name="core.deliver", pass_context=False)
def deliver(reaction: str) -> None:
    """Tell a reaction all that waits for it."""
    while deliver_batch(reaction, now=timezone.now()):
        pass


@app.periodic(cron="* * * * *")
@app.task(name="core.seal", queueing_lock="core.seal", lock="core.seal")
def seal_facts(timestamp: int) -> None:
    """Seal what has settled."""
    while seal(now=timezone.now()):
        pass
