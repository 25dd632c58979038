"""What the desk offers to the frame and to pages below it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tantam.cases import queries
from tantam.cases.actions import undo_seconds
from tantam.cases.context.counts import count_of_mine
from tantam.cases.context.notices import KINDS
from tantam.cases.context.rows import present
from tantam.cases.forms import UndoForm, WriteFirstForm
from tantam.cases.models import Case
from tantam.customers.models import ContactPoint, Customer
from tantam.organisation.models import Agent
from tantam.organisation.registry import Section, offer_notice, offer_section
from tantam.organisation.rights import has_right
from tantam.ui.registry import Room, add_panel, add_room

CASES_SHOWN = 20


def inbox_room(request: HttpRequest) -> Room | None:
    """The inbox, with the count of one's own open tickets."""
    agent = request.user
    if not isinstance(agent, Agent) or not has_right(agent, "case.see"):
        return None
    active = request.path.startswith(("/inbox/", "/cases/", "/search/"))
    return Room(
        key="inbox",
        label=_("Inbox"),
        icon="inbox",
        url=reverse("inbox"),
        count=count_of_mine(request),
        active=active,
        letter="i",
    )


def cases_of_customer(request: HttpRequest, subject: object) -> SafeString | None:
    """The tickets of a customer, newest first."""
    agent = request.user
    if not isinstance(subject, Customer) or not isinstance(agent, Agent) or not has_right(agent, "case.see"):
        return None
    cases = Case.objects.standing().visible_to(agent).filter(customer=subject)
    page = queries.list_cases(cases, size=CASES_SHOWN)
    rows = present(page.rows, now=timezone.now())
    subjects = [(row, raw["subject"]) for row, raw in zip(rows, page.rows, strict=True)]
    return render_to_string("cases/parts/of_customer.html", {"rows": subjects, "is_cut": bool(page.next)}, request)


offer_section(
    Section(
        key="rules",
        label=_("Giving work out"),
        icon="split",
        url_name="settings_rules",
        right="team.lead",
        order=22,
    )
)


def undoing(request: HttpRequest, subject: object) -> SafeString | None:
    """On one's own page: how long an answer can be taken back."""
    agent = request.user
    if not isinstance(agent, Agent) or not has_right(agent, "case.reply"):
        return None
    form = UndoForm(initial={"undo_seconds": undo_seconds(agent, usual=settings.UNDO_SECONDS)})
    return render_to_string("cases/parts/undoing.html", {"form": form}, request)


add_room("inbox", order=10, build=inbox_room)
for _kind in KINDS:
    offer_notice(_kind)
offer_section(
    Section(
        key="levels",
        label=_("Service levels"),
        icon="timer",
        url_name="settings_levels",
        right="level.change",
        order=42,
    )
)


def next_for_me(request: HttpRequest, subject: object) -> SafeString | None:
    """Take the most urgent ticket of one's queues: beside the lists that one takes from."""
    agent = request.user
    is_taken_from = getattr(subject, "key", "") in {"unassigned", "team"}
    if not is_taken_from or not isinstance(agent, Agent) or not agent.team_ids or not has_right(agent, "case.take"):
        return None
    return render_to_string("cases/parts/next_for_me.html", {}, request)


def walking(request: HttpRequest, subject: object) -> SafeString | None:
    """The next and the previous ticket of the list that stands beside, in the menu of an open case."""
    return render_to_string("cases/parts/walking.html", {}, request)


def join(request: HttpRequest, subject: object) -> SafeString | None:
    """Merge the ticket into another, in the menu of an open case; what it asks is loaded with its sheet."""
    agent = request.user
    if not isinstance(subject, Case) or subject.is_merged or not isinstance(agent, Agent):
        return None
    if not has_right(agent, "case.merge"):
        return None
    return render_to_string("cases/parts/join.html", {"number": subject.number}, request)


def link(request: HttpRequest, subject: object) -> SafeString | None:
    """Link the ticket with another, in the menu of an open case."""
    agent = request.user
    if not isinstance(subject, Case) or subject.is_merged or not isinstance(agent, Agent):
        return None
    if not has_right(agent, "case.classify"):
        return None
    return render_to_string("cases/parts/link.html", {"number": subject.number}, request)


def linked(request: HttpRequest, subject: object) -> SafeString | None:
    """Beside an open case: the tickets it is linked with, of those that the reader may see. Few have any."""
    agent = request.user
    if not isinstance(subject, Case) or not subject.__dict__.get("has_links") or not isinstance(agent, Agent):
        return None
    others = queries.linked_with(subject, agent=agent)
    if not others:
        return None
    context = {"case": subject, "others": others, "can_change": has_right(agent, "case.classify")}
    return render_to_string("cases/parts/linked.html", context, request)


def write_first(request: HttpRequest, subject: object) -> SafeString | None:
    """A mail to a customer, where they have an address for it."""
    agent = request.user
    if not isinstance(subject, Customer) or not isinstance(agent, Agent) or not has_right(agent, "case.reply"):
        return None
    points = ContactPoint.objects.filter(customer=subject, kind=ContactPoint.Kind.EMAIL, ended_at=None)
    if not points.exists():
        return None
    return render_to_string("cases/parts/write_first.html", {"customer": subject, "form": WriteFirstForm()}, request)


add_panel("case.menu", order=5, build=walking)
add_panel("case.menu", order=3, build=join)
add_panel("case.menu", order=4, build=link)
add_panel("case.side", order=5, build=linked)
add_panel("customer.head", order=10, build=write_first)
add_panel("list.bar", order=10, build=next_for_me)
add_panel("customer.main", order=10, build=cases_of_customer)
add_panel("settings.me", order=10, build=undoing)
