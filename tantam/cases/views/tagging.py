"""The tags of a ticket: a sheet beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tantam.cases import actions, queries
from tantam.cases.forms import TagForm
from tantam.cases.models import Case
from tantam.cases.views.acting import Sheet, use_sheet
from tantam.cases.views.asking import case_of
from tantam.organisation.models import Agent
from tantam.organisation.rights import may


@may("case.classify")
def tags(request: HttpRequest, number: str) -> HttpResponse:
    """Put tags on the ticket and take them off."""
    case = case_of(request, number)
    named = queries.names_of_tags(case.tag_ids)
    form = TagForm(request.POST or None, named=named, offers=queries.tags_offered())

    def do(case: Case, said: dict[str, Any], by: Agent, now: datetime) -> object:
        return actions.tag(case, add=said["add"], remove=form.gone, by=by, now=now)

    sheet = Sheet(title=gettext_lazy("Tags"), button=gettext_lazy("Save"), icon="tags", done=_("Saved."), do=do)
    return use_sheet(request, case, form, sheet)
