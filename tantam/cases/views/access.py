"""Who sees a case: the sheet in which it is made private and people are named, and the way in with a reason."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tantam.cases import actions, queries
from tantam.cases.forms import AccessForm, UnlockForm
from tantam.cases.models import Case
from tantam.cases.views.asking import agent_of, case_of, is_fragment
from tantam.organisation.models import Agent
from tantam.organisation.rights import has_right, may


@may("case.see")
@require_GET
def who_sees(request: HttpRequest, number: str) -> HttpResponse:
    """The people named in the case, and what can be changed."""
    return _sheet(request, case_of(request, number))


@may("case.restrict")
@require_POST
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Make it private or not, name somebody or take them off; the sheet stays, as several are named in a row."""
    case, by, form = case_of(request, number), agent_of(request), AccessForm(request.POST)
    if not form.is_valid():
        return _sheet(request, case, refused=_first_error(form), status=422)
    try:
        said = _do(case, form.cleaned_data, by=by)
    except actions.Refused as refused:
        return _sheet(request, case, refused=str(refused.message), status=409)
    seen = queries.seen_case(number, agent=by)
    if seen is None:  # one's own name was taken off
        messages.success(request, said)
        return _leave(request)
    if not is_fragment(request):
        messages.success(request, said)
        return redirect("case_access", number=number)
    response = _sheet(request, seen)
    response.headers["HX-Trigger"] = json.dumps({"toast": {"text": said, "tone": "success"}})
    return response


def _do(case: Case, said: dict[str, Any], *, by: Agent) -> str:
    now, whom = timezone.now(), said["agent"]
    if said["do"] == "private":
        actions.make_private(case, by=by, now=now)
        return _("Only the people named see the ticket now.")
    if said["do"] == "public":
        actions.make_public(case, by=by, now=now)
        return _("Everybody within reach sees the ticket again.")
    if said["do"] == "give":
        actions.give_access(case, to=whom, by=by, now=now)
        return _("%(whom)s sees the ticket now.") % {"whom": whom.full_name}
    actions.take_access(case, of=whom, by=by, now=now)
    return _("%(whom)s no longer sees the ticket by name.") % {"whom": whom.full_name}


def _first_error(form: AccessForm) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)


def _leave(request: HttpRequest) -> HttpResponse:
    if not is_fragment(request):
        return redirect("inbox")
    response = HttpResponse(status=204)
    response.headers["HX-Redirect"] = reverse("inbox")
    return response


def _sheet(request: HttpRequest, case: Case, *, refused: str = "", status: int = 200) -> HttpResponse:
    named = queries.named_in(case)
    known = {one.agent_id for one in named}
    others = Agent.objects.working().exclude(pk__in=known).order_by("full_name")
    may_change = has_right(agent_of(request), "case.restrict")
    context = {
        "case": case,
        "named": named,
        "others": others.values_list("pk", "full_name", "username") if may_change else [],
        "may_change": may_change,
        "refused": refused,
    }
    template = "cases/parts/access.html" if is_fragment(request) else "cases/access.html"
    return render(request, template, context, status=status)


@may("case.unlock")
@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest, number: str) -> HttpResponse:
    """Open a private case without having been named. Whether there is one of this number is only said to a reason."""
    by, form = agent_of(request), UnlockForm(request.POST or None)
    if queries.seen_case(number, agent=by) is not None:
        return redirect("case", number=number)
    status = 200
    if request.method == "POST":
        status = 422
        case = Case.objects.in_reach(by).filter(number=number, is_private=True).first()
        if form.is_valid() and case is not None:
            actions.unlock(case, reason=form.cleaned_data["reason"], by=by, now=timezone.now())
            messages.success(request, _("The ticket is open to you for a day. The people named in it see why."))
            return redirect("case", number=number)
        if form.is_valid():
            form.add_error(None, _("There is no private ticket of this number within your reach."))
    return render(request, "cases/unlock.html", {"form": form, "number": number}, status=status)
