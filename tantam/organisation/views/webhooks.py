"""Webhooks: who is told of what, how the last calls went, tell it again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tantam.core.actions import webhooks as verbs
from tantam.core.facts import Actor, told_outside
from tantam.core.models import FactRow, WebhookCall, WebhookEndpoint
from tantam.core.values.outside import UnusableAddress
from tantam.organisation.forms import WebhookForm
from tantam.organisation.rights import may
from tantam.organisation.views.settings import agent_of

CALLS_SHOWN = 50


@may("webhook.manage")
@never_cache
@require_http_methods(["GET", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    """All endpoints, and a new one, whose secret is on this answer and never again."""
    form, made, secret = WebhookForm(request.POST or None), None, ""
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = verbs.add_webhook(**form.cleaned_data, by=_actor(request), now=timezone.now())
        except UnusableAddress:
            form.add_error("url", _("This address cannot be called. Use https:// and a public host name."))
        else:
            form = WebhookForm()
    failing = Count("calls", filter=Q(calls__done_at=None))
    rows = WebhookEndpoint.objects.annotate(failing=failing).order_by("-id")
    endpoints = [(endpoint, in_words(endpoint.facts)) for endpoint in rows]
    context = {"endpoints": endpoints, "form": form, "made": made, "secret": secret}
    return render(request, "organisation/settings/webhooks.html", context, status=422 if form.errors else 200)


def in_words(facts: Iterable[str]) -> list[str]:
    """What these facts are called for people; one that no release knows any more keeps its name."""
    words = told_outside()
    return [str(words.get(name) or name) for name in facts]


@may("webhook.manage")
@require_GET
def calls(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The last calls of an endpoint."""
    endpoint = get_object_or_404(WebhookEndpoint, uuid=key)
    rows = list(WebhookCall.objects.filter(endpoint=endpoint).order_by("-id")[:CALLS_SHOWN])
    names = dict(FactRow.objects.filter(pk__in=[call.fact_id for call in rows]).values_list("pk", "name"))
    context = {
        "endpoint": endpoint,
        "calls": [(call, name, *in_words([name])) for call in rows for name in [names.get(call.fact_id, "")]],
        "now": timezone.now(),
    }
    return render(request, "organisation/settings/webhook.html", context)


@may("webhook.manage")
@require_POST
def stop(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Tell this address nothing more."""
    endpoint = get_object_or_404(WebhookEndpoint, uuid=key)
    verbs.stop_webhook(endpoint, by=_actor(request), now=timezone.now())
    messages.success(request, _("Nothing more is sent there."))
    return redirect("settings_webhooks")


@may("webhook.manage")
@require_POST
def replay(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Send a call again."""
    call = get_object_or_404(WebhookCall.objects.select_related("endpoint"), uuid=key)
    verbs.replay(call, by=_actor(request), now=timezone.now())
    messages.success(request, _("It is being sent again."))
    return redirect("settings_webhook", key=call.endpoint.uuid)


def _actor(request: HttpRequest) -> Actor:
    return Actor.agent(agent_of(request).pk)
