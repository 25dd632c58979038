"""Where a hint leads at this moment: to the very ticket, approval or step, not to a list of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from tantam.cases.models import Case
from tantam.organisation.models import Agent, Approval
from tantam.process.queries import Filters, bottleneck


@dataclass(frozen=True)
class Way:
    """An address, and what to say on arriving there."""

    url: str
    note: str = ""


def way_of(key: str, *, agent: Agent, now: datetime) -> Way:
    """The way to a hint's place for this person."""
    return {"reply": _to_ticket, "approve": _to_approval, "bottleneck": _to_heat_map, "draw": _to_studio}.get(
        key, _to_report
    )(agent, now)


def _to_ticket(agent: Agent, now: datetime) -> Way:
    """One of their own that waits for an answer, else the team's, the most pressing first."""
    waiting = Case.objects.standing().visible_to(agent).open().filter(awaits_answer=True)
    own = waiting.filter(assignee=agent).order_by("due_at", "id").values_list("number", flat=True)
    number = own.first() or waiting.order_by("due_at", "id").values_list("number", flat=True).first()
    return Way(reverse("case", args=[number]) if number else reverse("inbox"))


def _to_approval(agent: Agent, now: datetime) -> Way:
    """The case of the oldest question put to this person."""
    waiting = Approval.objects.filter(decided_at=None, withdrawn_at=None, subject__startswith="case:")
    mine = waiting.filter(approver=agent).order_by("asked_at").values_list("subject", flat=True).first()
    number = mine and Case.objects.filter(pk=int(mine.partition(":")[2])).values_list("number", flat=True).first()
    if number:
        return Way(reverse("case", args=[number]))
    other = waiting.select_related("approver").order_by("asked_at").first()
    note = _("Nothing waits for your word just now.")
    if other:
        note += " " + _("%(name)s is asked for one: sign in as them to decide.") % {"name": other.approver.full_name}
    return Way(reverse("sample"), note)


def _to_heat_map(agent: Agent, now: datetime) -> Way:
    """The process with the worst step of all."""
    found = bottleneck(filters=Filters(), now=now)
    return Way(reverse("process", args=[found.version.process.key]) if found else reverse("processes"))


def _to_studio(agent: Agent, now: datetime) -> Way:
    """The drawing that has the bottleneck, so that the change mends something."""
    found = bottleneck(filters=Filters(), now=now)
    return Way(reverse("process_edit", args=[found.version.process.key]) if found else reverse("processes"))


def _to_report(agent: Agent, now: datetime) -> Way:
    return Way(reverse("director_report"))
