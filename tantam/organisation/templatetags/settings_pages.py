"""`{% load settings_pages %}`: the list of sections beside every page of the settings."""

from __future__ import annotations

from typing import Any

from django import template

from tantam.organisation.models import Agent
from tantam.organisation.queries import settings_sections as sections_of

register = template.Library()


@register.inclusion_tag("organisation/settings/sections.html", takes_context=True)
def settings_sections(context: dict[str, Any], here: str) -> dict[str, Any]:
    """The sections this person may open; `here` is the one that is open."""
    agent = context["request"].user
    return {"sections": sections_of(agent) if isinstance(agent, Agent) else [], "here": here}
