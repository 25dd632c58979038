"""What the settings of a step let choose from: teams and processes, and what is wrong with a key."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tantam.organisation.models import Skill, Team
from tantam.process.models import Process, Version
from tantam.process.registry import Text


def is_english() -> bool:
    """Whether names are shown in English."""
    return (get_language() or "vi").startswith("en")


def team_choices() -> list[tuple[str, str]]:
    teams = Team.objects.open().order_by("name").values_list("key", "name", "name_en")
    return [(key, name_en if is_english() and name_en else name) for key, name, name_en in teams]


def skill_choices() -> list[tuple[str, str]]:
    return [(one.key, one.called) for one in Skill.objects.order_by("name")]


def skill_doubt(key: str) -> Text:
    """What is wrong with the key of a skill."""
    is_known = not key or Skill.objects.filter(key=key).exists()
    return "" if is_known else format_lazy(_("There is no skill “{key}”; nobody can have it."), key=key[:80])


def process_choices() -> list[tuple[str, str]]:
    processes = Process.objects.filter(retired_at=None).order_by("key").values_list("key", "name", "name_en")
    return [(key, f"{key} {name_en if is_english() and name_en else name}") for key, name, name_en in processes]


def team_doubt(key: str) -> Text:
    """What is wrong with the key of a team."""
    is_known = not key or Team.objects.filter(key=key).exists()
    return "" if is_known else format_lazy(_("There is no team “{key}”."), key=key[:80])


def process_doubt(key: str) -> Text:
    """What is wrong with the key of a process to be started; a draft may still be published in time."""
    if not key:
        return _("It does not say which process to start.")
    if not Process.objects.filter(key=key, retired_at=None).exists():
        return format_lazy(_("There is no process “{key}” to start."), key=key[:80])
    if not Version.objects.filter(process__key=key, state=Version.State.PUBLISHED).exists():
        return format_lazy(_("{key} is not published: until it is, tickets stop here as incidents."), key=key)
    return ""
