"""The register of policies: what holds, what held, who answers for it, and where it is carried."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tantam.organisation import actions, queries
from tantam.organisation.actions.policies import EarlierThanBefore, PolicyWords
from tantam.organisation.forms.policies import EndPolicyForm, PolicyForm
from tantam.organisation.models import Policy
from tantam.organisation.registry import policy_uses
from tantam.organisation.rights import has_right, may
from tantam.organisation.views.settings import agent_of


@may("process.see")
@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    """All policies as they stand today."""
    language = get_language() or "vi"
    found = queries.policies(on=timezone.localdate()).values()
    rows = sorted(((one, one.title_in(language)) for one in found), key=lambda row: (row[0].state != "held", row[1]))
    return render(request, "organisation/settings/policies.html", {"rows": rows, **_may(request)})


def _may(request: HttpRequest) -> dict[str, Any]:
    return {"may_change": has_right(agent_of(request), "policy.change")}


@may("policy.change")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Lay down a new policy."""
    initial = {"valid_from": timezone.localdate(), "owner": agent_of(request)}
    form = PolicyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        words, owner = _words(form)
        made = actions.lay_down_policy(words, owner=owner, by=agent_of(request), now=timezone.now())
        messages.success(request, _("Laid down. Steps of the diagrams can carry it now."))
        return redirect("settings_policy", pk=made.pk)
    status = 422 if form.errors else 200
    return render(request, "organisation/settings/policy_write.html", {"form": form}, status=status)


@may("process.see")
@require_GET
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    """One policy: its words today, its history, the steps that carry it."""
    shown = get_object_or_404(Policy.objects.select_related("owner"), pk=pk)
    held = queries.policies(on=timezone.localdate())[shown.key]
    language = get_language() or "vi"
    page = {
        "policy": shown,
        "held": held,
        "title": held.title_in(language),
        "text": held.text_in(language),
        "editions": shown.editions.select_related("by").order_by("-number"),
        "uses": policy_uses(shown.key),
        "today": timezone.localdate(),
        **_may(request),
    }
    return render(request, "organisation/settings/policy.html", page)


@may("policy.change")
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a new edition."""
    shown = get_object_or_404(Policy, pk=pk)
    last = shown.editions.order_by("-number").first()
    names = ("title", "title_en", "text", "text_en")
    initial = {name: getattr(last, name) for name in names} if last else {}
    form = PolicyForm(
        request.POST or None, initial={**initial, "valid_from": timezone.localdate(), "owner": shown.owner_id}
    )
    if request.method == "POST" and form.is_valid():
        words, owner = _words(form)
        try:
            actions.rewrite_policy(shown, words, owner=owner, by=agent_of(request), now=timezone.now())
        except EarlierThanBefore:
            form.add_error("valid_from", _("A new edition cannot hold before the one it follows."))
        else:
            messages.success(request, _("The new edition is kept. The earlier ones stay as history."))
            return redirect("settings_policy", pk=pk)
    status = 422 if form.errors else 200
    return render(request, "organisation/settings/policy_write.html", {"form": form, "policy": shown}, status=status)


@may("policy.change")
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a policy on a day."""
    shown = get_object_or_404(Policy, pk=pk)
    form = EndPolicyForm(request.POST)
    try:
        if form.is_valid():
            actions.end_policy(shown, on=form.cleaned_data["on"], by=agent_of(request), now=timezone.now())
            messages.success(request, _("It ends. Steps that carry it are warned of from the day after."))
        else:
            messages.error(request, " ".join(str(said) for errors in form.errors.values() for said in errors))
    except EarlierThanBefore:
        messages.error(request, _("It cannot end before it begins."))
    return redirect("settings_policy", pk=pk)


def _words(form: PolicyForm) -> tuple[PolicyWords, Any]:
    said = dict(form.cleaned_data)
    owner = said.pop("owner")
    return PolicyWords(**said), owner
