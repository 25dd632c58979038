"""A run as it was: where it stood and what it knows, for an example made of it."""

from __future__ import annotations

from tantam.process.models import Instance, Process, Token, Version, Visit
from tantam.process.queries.versions import draft_of
from tantam.process.rehearsal.recalling import Ran, Stay

#: One more than an example may have, so that what is too long is known to be.
_MOST = 301


def ran_of(run: Instance) -> Ran:
    """The stays of a run, those that last with them, in the order it came to them."""
    over = Visit.objects.filter(instance_id=run.pk).order_by("id").values_list("node", "entered_at", "left_at")
    here = Token.objects.positions().filter(instance=run).order_by("id").values_list("node", "entered_at")
    stays = [Stay(node=node, entered_at=entered, left_at=left) for node, entered, left in over[:_MOST]]
    stays += [Stay(node=node, entered_at=entered, left_at=None) for node, entered in here[:_MOST]]
    stays.sort(key=lambda one: one.entered_at)
    outcome = "" if run.state == Instance.State.RUNNING else str(run.state)
    return Ran(started_at=run.started_at, stays=stays, variables=run.variables, outcome=outcome)


def example_goes_into(process: Process, *, otherwise: Version) -> Version:
    """The drawing that an example is held against: the draft, else what is in force, else the version it ran on."""
    running = Version.objects.filter(process=process, state=Version.State.PUBLISHED)
    return draft_of(process) or running.select_related("process").first() or otherwise


def latest_run(process: Process, subject: str) -> int | None:
    """The newest run of a subject on a process, by its key; None where there is none."""
    runs = Instance.objects.filter(version__process=process, subject=subject, parent=None).order_by("-id")
    return runs.values_list("pk", flat=True).first()
