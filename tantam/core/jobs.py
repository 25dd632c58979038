"""What the worker does for the ground floor."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from tantam.core.actions.deliver import deliver as deliver_batch
from tantam.core.actions.files import erase_unreferenced
from tantam.core.actions.seal import seal
from tantam.core.actions.tallies import all_tallies, fold, look_after_tallies
from tantam.core.actions.wake import wake
from tantam.core.actions.webhooks import call_due
from tantam.core.models import StoredFile, WebhookCall
from tantam.core.registry import every


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


@app.task(name="core.erase_files")
def erase_files() -> None:
    """Erase files that nothing refers to any more."""
    while erase_unreferenced():
        pass


@every(seconds=600)
def wake_erasing(now: datetime) -> None:
    """Wake for files whose last reference was taken back."""
    if StoredFile.objects.filter(references=0).exists():
        wake("core.erase_files")


@app.task(name="core.call_webhooks")
def call_webhooks(endpoint: int) -> None:
    """Tell one endpoint all that is due; endpoints are served side by side."""
    while call_due(endpoint):
        pass


@every(seconds=10)
def wake_webhooks(now: datetime) -> None:
    """Wake for calls whose waiting time is over, and for those that a crash left behind."""
    due = WebhookCall.objects.due(at=now).filter(endpoint__stopped_at=None)
    for endpoint_id in due.order_by().values_list("endpoint_id", flat=True).distinct():
        wake("core.call_webhooks", endpoint=endpoint_id)


@every(seconds=10)
def fold_tallies(now: datetime) -> None:
    """Put the rows of tallies together: however much changes, few are left to be summed up."""
    for tally in all_tallies():
        fold(tally)


@every(seconds=3600)
def compare_tallies(now: datetime) -> None:
    """Compare tallies with what they count: a database that was changed without its triggers is put right."""
    look_after_tallies()
