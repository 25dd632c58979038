"""The strip of hints under the top bar, the way to the mails under the pretended phone, and the page of real data in
the settings; all only in the sample."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from tantam.core.registry import is_sample
from tantam.demo.queries import hints_of, the_sample
from tantam.demo.watching import tried_accounts
from tantam.organisation.models import Agent
from tantam.organisation.registry import Section, offer_section
from tantam.organisation.rights import has_right
from tantam.ui.registry import add_panel


def strip(request: HttpRequest, subject: object) -> SafeString | None:
    """The five hints for whoever is trying the sample, unless they put them away."""
    agent = getattr(request, "user", None)
    if not isinstance(agent, Agent) or (business := the_sample()) is None:
        return None
    hints = hints_of(agent, accounts=tried_accounts(request), since=business.set_up_at)
    if hints.is_dismissed:
        return None
    context = {"hints": hints, "may_begin": has_right(agent, "business.change")}
    return mark_safe(render_to_string("demo/strip.html", context, request))  # noqa: S308 - a rendered template


def mails_to_customers(request: HttpRequest, subject: object) -> SafeString | None:
    """Under the pretended phone: where its mails can be read, since none leaves this machine."""
    if not is_sample():
        return None
    return mark_safe(render_to_string("demo/mails_hint.html", request=request))  # noqa: S308 - a rendered template


add_panel("shell.top", order=10, build=strip)
add_panel("play.foot", order=10, build=mails_to_customers)
offer_section(
    Section(
        key="sample",
        label=_("Begin with real data"),
        icon="rocket",
        url_name="settings_sample",
        right="business.change",
        order=95,
        is_there=is_sample,
    )
)
