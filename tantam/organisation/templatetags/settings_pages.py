"""`{% load settings_pages %}`: the list of sections beside every page of the settings, links of cards."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tantam.core.queries.unposted import is_unposted, why_unposted
from tantam.organisation.models import Agent
from tantam.organisation.queries import settings_sections as sections_of
from tantam.ui.templatetags.ui import icon

register = template.Library()


@register.inclusion_tag("organisation/settings/sections.html", takes_context=True)
def settings_sections(context: dict[str, Any], here: str) -> dict[str, Any]:
    """The sections this person may open; `here` is the one that is open."""
    agent = context["request"].user
    return {"sections": sections_of(agent) if isinstance(agent, Agent) else [], "here": here}


@register.filter
def unposted(error: str) -> str:
    """Why a call was not heard, in words; what the other side answered itself stays as it is."""
    code = error.partition(":")[0]
    return str(why_unposted(code)) if is_unposted(code) else error


@register.simple_tag
def edit_link(url_name: str, pk: int) -> SafeString:
    """What stands at the right of a card's head: change what it shows."""
    return format_html(
        '<a class="btn btn-ghost btn-xs" href="{}">{}{}</a>', reverse(url_name, args=[pk]), icon("pencil"), _("Change")
    )


@register.simple_tag
def add_link(url_name: str, label: str) -> SafeString:
    """What stands at the right of a card's head: add one to the list."""
    return format_html('<a class="btn btn-quiet btn-xs" href="{}">{}{}</a>', reverse(url_name), icon("plus"), label)
