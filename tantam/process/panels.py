"""The process room's entry in the rail."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Agent, Team
from tantam.organisation.registry import (
    PolicyUse,
    Section,
    Tie,
    offer_policy_uses,
    offer_processes,
    offer_section,
    offer_ties,
)
from tantam.organisation.rights import has_right
from tantam.process.context.reader import called
from tantam.process.context.waiting import waiting_card
from tantam.process.models import Version
from tantam.process.queries import compiled, diagram_of, way_in
from tantam.ui.registry import Room, add_panel, add_room


def _room(request: HttpRequest) -> Room | None:
    if not isinstance(request.user, Agent) or not has_right(request.user, "process.see"):
        return None
    url = reverse("processes")
    return Room(key="processes", label=_("Processes"), icon="workflow", url=url, active=request.path.startswith(url))


def _drafts_at_desk(request: HttpRequest, subject: object) -> SafeString | None:
    """What of drafts waits for somebody who has no Today to see it on; asked after the page, which is there at once."""
    agent = request.user
    if not isinstance(agent, Agent) or has_right(agent, "today.see") or not has_right(agent, "process.see"):
        return None
    return format_html('<div hx-get="{}" hx-trigger="load" hx-swap="outerHTML"></div>', reverse("process_waiting"))


def _drafts_today(request: HttpRequest, subject: object) -> SafeString | None:
    agent = request.user
    return waiting_card(request, subject) if isinstance(agent, Agent) and has_right(agent, "process.see") else None


add_room("processes", order=30, build=_room)
add_panel("today", order=10, build=_drafts_today)
add_panel("desk.start", order=10, build=_drafts_at_desk)
offer_section(
    Section(
        key="connections",
        label=_("Connections"),
        icon="plug",
        url_name="settings_connections",
        right="connection.manage",
        order=55,
    )
)


offer_section(
    Section(
        key="publishing",
        label=_("Publishing"),
        icon="rocket",
        url_name="settings_publishing",
        right="business.change",
        order=54,
    )
)


def _published() -> list[tuple[str, str]]:
    """Those that new requests can begin with: one that begins only by an event of its own would run for none."""
    running = Version.objects.filter(state=Version.State.PUBLISHED).order_by("process__key")
    english = (get_language() or "vi").startswith("en")
    named = running.values_list("id", "process__key", "process__name", "process__name_en")
    return [
        (key, f"{key} · {name_en if english and name_en else name}")
        for version_id, key, name, name_en in named
        if way_in(compiled(version_id).graph) is not None
    ]


def _of_team(key: int) -> Iterator[Tie]:
    """The processes whose drawings name the team: in a lane, an action or a decision table."""
    named = Team.objects.filter(pk=key).values_list("key", flat=True).first() or ""
    drawn = Version.objects.filter(bpmn__regex=rf"(\"|&quot;|'){named}(\"|&quot;|')").order_by("process__key")
    running = drawn.filter(state__in=[Version.State.PUBLISHED, Version.State.DRAFT])
    if keys := list(running.values_list("process__key", flat=True).distinct()):
        yield Tie(words=gettext("Diagrams that name it: %(keys)s.") % {"keys": ", ".join(keys)}, living=True)
    elif drawn.exists():
        yield Tie(words=gettext("Former diagrams name it."), living=False)


offer_processes(_published)
offer_ties("team", of="process", finder=_of_team)


def _policy_uses(key: str) -> list[PolicyUse]:
    """The steps that carry a policy, of what runs, is tried or is being drawn; the drawings that name it are read."""
    rows = Version.objects.exclude(state=Version.State.RETIRED).filter(bpmn__contains=f'policy key="{key}"')
    found = []
    for version in rows.select_related("process").order_by("process__key", "number"):
        diagram = diagram_of(version)
        for node in diagram.nodes:
            if key in node.care.policies:
                label = f"{version.process.key} v{version.number} · {called(diagram, node.id)}"
                found.append(PolicyUse(label, reverse("process_steps", args=[version.process.key, version.number])))
    return found


offer_policy_uses(_policy_uses)
