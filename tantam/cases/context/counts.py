"""How many cases each view holds, asked once a request."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tantam.cases import queries
from tantam.cases.queries import COUNT_CAP
from tantam.organisation.models import Agent
from tantam.ui.values.formatting import number

_KEPT = "_counts_of_views"


def capped(count: int) -> str:
    """A count as far as it was counted, in the reader's digits: 1.000+, 1,000+."""
    language = get_language() or "vi"
    return f"{number(COUNT_CAP, language=language)}+" if count > COUNT_CAP else number(count, language=language)


def counted(count: int | None) -> str:
    """How many tickets a list holds, in words; nothing where it is not known yet."""
    if count is None:
        return ""
    if count > COUNT_CAP:
        return _("%(most)s+ tickets") % {"most": capped(count).rstrip("+")}
    return ngettext("%(counter)s ticket", "%(counter)s tickets", count) % {"counter": capped(count)}


def counts_of(request: HttpRequest) -> dict[str, int]:
    """The counts of all views, for the inbox; the rail then needs no query of its own."""
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, queries.count_views(cast(Agent, request.user), now=timezone.now()))
    return cast("dict[str, int]", getattr(request, _KEPT))


def count_of_mine(request: HttpRequest) -> int:
    """The person's own open cases, for the rail of every page."""
    if hasattr(request, _KEPT):
        return counts_of(request)["mine"]
    return queries.count_view("mine", agent=cast(Agent, request.user), now=timezone.now())
