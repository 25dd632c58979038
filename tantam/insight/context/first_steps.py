"""What the administrator of a new installation does first; each step ticks itself off by what is there."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tantam.cases.models import Case
from tantam.channels.models import Channel, ChannelKind
from tantam.core.models import FactRow
from tantam.core.registry import is_sample
from tantam.organisation.models import Agent
from tantam.organisation.rights import has_right
from tantam.process.models import Version

_HOURS = ("business.hours-changed", "business.days-changed")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do, with its page."""

    title: str | Promise
    text: str | Promise
    url: str
    is_done: bool


def first_steps(agent: Agent) -> list[Step]:
    """The steps for who may set things up; none in a sample, and none once requests run through a process."""
    if not has_right(agent, "business.change") or is_sample():
        return []
    has_mailbox = Channel.objects.filter(kind=ChannelKind.EMAIL, stopped_at=None).exists()
    has_process = Version.objects.filter(state=Version.State.PUBLISHED).exists()
    has_case = Case.objects.exists()
    if has_mailbox and has_process and has_case:
        return []
    return [
        Step(
            title=_("Connect a mailbox"),
            text=_("What customers write there becomes tickets. The test button says whether it works."),
            url=reverse("settings_mailboxes" if has_mailbox else "settings_mailbox_new"),
            is_done=has_mailbox,
        ),
        Step(
            title=_("Set working hours and holidays"),
            text=_("Promises to customers run in these hours. Public holidays and Tết are there already."),
            url=reverse("settings_hours"),
            is_done=FactRow.objects.filter(name__in=_HOURS).exists(),
        ),
        Step(
            title=_("Add your people"),
            text=_("With their team, whose tickets they see, and how much they may approve."),
            url=reverse("settings_people"),
            is_done=Agent.objects.working().count() > 1,
        ),
        Step(
            title=_("Draw and publish the first process"),
            text=_("The drawing runs every request: who does what, by when, in which words."),
            url=reverse("processes"),
            is_done=has_process,
        ),
        Step(
            title=_("Take the first request in"),
            text=_("Write to your mailbox, or note a call with quick intake."),
            url=reverse("quick_intake"),
            is_done=has_case,
        ),
    ]
