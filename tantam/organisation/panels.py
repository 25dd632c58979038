"""The frame of every page, for the person who is signed in."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tantam.core.registry import is_sample
from tantam.organisation.models import Agent, Role
from tantam.organisation.queries import settings_sections, unseen_said
from tantam.organisation.registry import Section, offer_section
from tantam.organisation.rights import SIGNED_IN, has_right
from tantam.ui.registry import Frame, Room, add_room, set_frame


def _frame(request: HttpRequest) -> Frame:
    agent = request.user
    if not isinstance(agent, Agent):
        return Frame()
    in_demo = is_sample()
    roles = [Role(role).label for role in sorted(agent.roles)]
    return Frame(
        person_name=agent.full_name,
        person_note=" · ".join(str(role) for role in roles),
        profile_url=reverse("profile"),
        away_url=reverse("away"),
        is_away=agent.is_away,
        sign_out_url=reverse("sign_out"),
        search_url=_door("search") if has_right(agent, "case.see") else "",
        intake_url=_door("quick_intake") if has_right(agent, "case.intake") else "",
        play_url=_door("play_customer") if in_demo else "",
        stream_url=_door("stream"),
        notices_url=reverse("notices"),
        unseen=unseen_said(agent.unseen_notices),
        is_demo=in_demo,
        sample_url=_door("sample") if in_demo else "",
    )


def _door(name: str) -> str:
    """The address of a room above, which this floor knows by name only; "" where it is not built."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _settings(request: HttpRequest) -> Room | None:
    agent = request.user
    if (
        not isinstance(agent, Agent) or len(settings_sections(agent)) < 2
    ):  # their own account stands in the account menu
        return None
    url = reverse("settings")
    active = request.path.startswith(url)
    return Room(key="settings", label=_("Settings"), icon="settings", url=url, active=active, letter="s")


_OWN_SECTIONS = [
    ("business", gettext_lazy("Business and teams"), "building-2", "settings_business", "business.change", 15),
    ("people", gettext_lazy("People"), "users", "settings_people", "agent.see", 20),
    ("rights", gettext_lazy("Who may do what"), "shield-check", "settings_rights", "agent.see", 30),
    ("skills", gettext_lazy("Skills and territories"), "award", "settings_skills", "team.lead", 24),
    ("hours", gettext_lazy("Working hours and holidays"), "calendar-clock", "settings_hours", "business.change", 40),
    ("policies", gettext_lazy("Policies"), "scroll-text", "settings_policies", "policy.change", 45),
    ("tokens", gettext_lazy("API keys"), "key-round", "settings_tokens", "api.manage", 50),
    ("webhooks", gettext_lazy("Webhooks"), "webhook", "settings_webhooks", "webhook.manage", 60),
    ("me", gettext_lazy("My account"), "user-round", "profile", SIGNED_IN, 90),
]

set_frame(_frame)
add_room("settings", order=90, build=_settings)
for _key, _label, _icon, _url_name, _right, _order in _OWN_SECTIONS:
    offer_section(Section(key=_key, label=_label, icon=_icon, url_name=_url_name, right=_right, order=_order))
