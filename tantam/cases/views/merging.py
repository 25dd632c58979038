"""Merge a ticket into another: the sheet that finds it and says what would happen, and the way back."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tantam.cases import actions
from tantam.cases.actions.joining.refusing import OtherCustomer
from tantam.cases.models import Case, Merge
from tantam.cases.views.asking import agent_of, case_of, is_fragment, open_context
from tantam.cases.views.choosing import choices, other_of, show_found, show_sheet
from tantam.organisation.rights import may


@may("case.merge")
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, number: str) -> HttpResponse:
    """Find the other ticket, see what merging would do, and do it. Both are asked for by the rule of who sees what."""
    case, said = case_of(request, number), request.POST if request.method == "POST" else request.GET
    if case.is_merged:
        return redirect("case", number=number)
    if request.method == "POST":
        return _merge(request, case, other_of(request, said.get("into", "")))
    if "into" in said:
        return _preview(request, case, other_of(request, said["into"]))
    if "q" in said and is_fragment(request):
        return show_found(request, case, said["q"])
    return _choose(request, case)


def _choose(request: HttpRequest, case: Case) -> HttpResponse:
    intro = _(
        "Choose the ticket that stays. The conversation of this one goes over, and the customer is answered in one "
        "place."
    )
    context = choices(case, asked=request.GET.get("q", ""), agent=agent_of(request))
    return _show(request, case, "cases/parts/merge_choose.html", context | {"intro": intro})


def _preview(request: HttpRequest, case: Case, into: Case, *, refused: object = "", status: int = 200) -> HttpResponse:
    preview = actions.preview_merge(case, into)
    why = refused or (preview.refused.message if preview.refused else "")
    context = {"preview": preview, "into": into, "refused": why, "can_merge": preview.refused is None}
    return _show(request, case, "cases/parts/merge_preview.html", context, status=status)


def _show(request: HttpRequest, case: Case, body: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    title = _("Merge %(number)s") % {"number": case.number}
    return show_sheet(request, case, body, context | {"title": title}, status=status)


def _merge(request: HttpRequest, case: Case, into: Case) -> HttpResponse:
    is_sure = request.POST.get("is_sure") == "1"
    try:
        actions.merge(case, into=into, by=agent_of(request), now=timezone.now(), is_sure=is_sure)
    except actions.Refused as refused:
        status = 422 if isinstance(refused, OtherCustomer) else 409
        return _preview(request, case, into, refused=refused.message, status=status)
    said = _("%(number)s was merged into this ticket.") % {"number": case.number}
    if not is_fragment(request):
        messages.success(request, said)
        return redirect("case", number=into.number)
    response = render(request, "cases/parts/open.html", open_context(request, into.number) | {"is_swapped": True})
    undo = reverse("case_unmerge", args=[case.number])
    toast = {"text": said, "tone": "success", "undo": undo}
    response.headers["HX-Trigger"] = json.dumps({"close-dialog": True, "toast": toast})
    response.headers["HX-Push-Url"] = reverse("case", args=[into.number])
    return response


@may("case.merge")
@require_POST
def unmerge(request: HttpRequest, number: str) -> HttpResponse:
    """Take the merged ticket out again, and go to it. Whoever does sees where it stands now as well."""
    case, agent = case_of(request, number), agent_of(request)
    kept = Merge.objects.filter(case=case, undone_at=None).first()
    sees = Case.objects.visible_to(agent).filter(pk=case.merged_into_id or 0).exists()
    if kept is None or not sees:
        raise Http404
    try:
        actions.unmerge(kept.pk, by=agent, now=timezone.now())
    except actions.Refused as refused:
        messages.warning(request, str(refused.message))
    else:
        messages.success(request, _("%(number)s is a ticket of its own again.") % {"number": number})
    return redirect("case", number=number)
