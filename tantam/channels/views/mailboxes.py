"""Mailboxes in the settings: how they fare, connect, change, test, stop."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tantam.channels import actions
from tantam.channels.email.check import Check, test_connection
from tantam.channels.email.imap import Position
from tantam.channels.forms import MailboxForm
from tantam.channels.models import Channel, ChannelKind
from tantam.channels.queries import advice_in_words, reason_in_words
from tantam.organisation.models import Agent, Brand
from tantam.organisation.rights import may

SECRETS = ("imap_password", "smtp_password")


@may("channel.configure")
@require_GET
def mailboxes(request: HttpRequest) -> HttpResponse:
    """All mailboxes with their health, and where mail may be handed in."""
    context = {
        "mailboxes": _mailboxes().order_by("stopped_at", "id"),
        "smtp_listen": settings.SMTP_LISTEN,
        "now": timezone.now(),
    }
    return render(request, "channels/settings/mailboxes.html", context)


def _mailboxes() -> Any:
    return Channel.objects.filter(kind=ChannelKind.EMAIL)


@may("channel.configure")
@sensitive_post_parameters(*SECRETS)
@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest) -> HttpResponse:
    """Set a mailbox up."""
    form = MailboxForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        brand = Brand.objects.order_by("id")[0]
        try:
            actions.connect_mailbox(form.plan(), brand=brand, by=_agent(request), now=timezone.now())
        except actions.AddressTaken:
            form.add_error("address", _("Another mailbox has this address."))
        else:
            messages.success(request, _("The mailbox is connected."))
            return redirect("settings_mailboxes")
    return _form_page(request, form, channel=None)


@may("channel.configure")
@sensitive_post_parameters(*SECRETS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how a mailbox is reached."""
    channel = get_object_or_404(_mailboxes(), pk=pk)
    form = MailboxForm(request.POST or None, channel=channel)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_mailbox(channel, form.plan(), by=_agent(request), now=timezone.now())
        except actions.AddressTaken:
            form.add_error("address", _("Another mailbox has this address."))
        else:
            messages.success(request, _("Saved."))
            return redirect("settings_mailboxes")
    return _form_page(request, form, channel=channel)


def _form_page(request: HttpRequest, form: MailboxForm, *, channel: Channel | None) -> HttpResponse:
    left = Position.read(channel.position).left if channel else {}
    context = {
        "form": form,
        "channel": channel,
        "now": timezone.now(),
        "advice": advice_in_words(channel.last_error) if channel and channel.failing_since else "",
        "left": [{"uid": uid, **one, "words": reason_in_words(one["reason"])} for uid, one in left.items()],
    }
    return render(request, "channels/settings/mailbox.html", context, status=422 if form.errors else 200)


@may("channel.configure")
@sensitive_post_parameters(*SECRETS)
@require_POST
def test(request: HttpRequest) -> HttpResponse:
    """The test button: sign in to the servers as typed, fetch and send nothing, answer in words."""
    asked = request.POST.get("channel", "")
    channel = (
        _mailboxes().filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
    )
    form = MailboxForm(request.POST, channel=channel)
    checks: list[Check] = []
    if form.is_valid():
        checks = test_connection(form.plan().settings, secrets=form.secrets())
    context = {"form": form, "checks": checks, "channel": channel}
    if request.headers.get("HX-Request"):
        return render(request, "channels/settings/checks.html", context)
    return render(request, "channels/settings/mailbox.html", {**context, "was_tested": True, "now": timezone.now()})


@may("channel.configure")
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take no more mail in through this mailbox."""
    actions.stop_channel(get_object_or_404(_mailboxes(), pk=pk), by=_agent(request), now=timezone.now())
    return redirect("settings_mailboxes")


@may("channel.configure")
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Take mail in again."""
    actions.resume_channel(get_object_or_404(_mailboxes(), pk=pk), by=_agent(request), now=timezone.now())
    return redirect("settings_mailboxes")


def _agent(request: HttpRequest) -> Agent:
    assert isinstance(request.user, Agent)  # noqa: S101 - the right of the view guarantees it
    return request.user
