"""The tickets that one is linked with."""

from __future__ import annotations

from django.db.models import Q

from tantam.cases.models import Case, CaseLink
from tantam.organisation.models import Agent


def linked_with(case: Case, *, agent: Agent) -> list[Case]:
    """Those that the agent may see, open ones first, then by what was said last."""
    pairs = CaseLink.objects.filter(Q(one=case) | Q(other=case)).values_list("one", "other")
    keys = {key for pair in pairs for key in pair} - {case.pk}
    seen = Case.objects.visible_to(agent).filter(pk__in=keys).order_by("-last_entry_at", "-id")
    return sorted(seen, key=lambda one: not one.is_open)
