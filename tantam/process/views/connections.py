"""Connections to other systems in the settings: add, change, test, stop, delete; where each is used."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tantam.core.actions.post import NotPosted
from tantam.core.actions.secrets import SecretUnreadable
from tantam.core.queries.unposted import why_unposted
from tantam.organisation.rights import may
from tantam.process.actions import connecting as verbs
from tantam.process.actions.fetching_tokens import TokenRefused
from tantam.process.actions.wording_calls import said_no_token
from tantam.process.context.reader import agent_of, called, is_htmx, name_of
from tantam.process.forms import ConnectionForm
from tantam.process.models import Connection
from tantam.process.queries.connections import Use, uses_of

_PAGE = "process/settings/connection.html"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A connection with the processes that call it."""

    connection: Connection
    names: list[str]


@may("connection.manage")
@require_GET
def connections(request: HttpRequest) -> HttpResponse:
    """All connections, by name."""
    found = sorted(Connection.objects.all(), key=lambda one: (one.stopped_at is not None, str(one)))
    rows = [Row(connection=one, names=_names(uses_of(one.key))) for one in found]
    return render(request, "process/settings/connections.html", {"rows": rows})


def _names(uses: list[Use]) -> list[str]:
    return list(dict.fromkeys(f"{use.process.key} · {name_of(use.process)}" for use in uses))


@may("connection.manage")
@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add one; a secret made for it stands on this answer and never again."""
    form = ConnectionForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, connection=None)
    connection, secret = verbs.add_connection(form.plan(), by=agent_of(request), now=timezone.now())
    if secret:
        context = {"secret": secret, "form": ConnectionForm(connection=connection)}
        return render(request, _PAGE, {**context, **_about(connection)})
    messages.success(request, _("The connection is ready: steps that call another system can choose it."))
    return redirect("settings_connections")


@may("connection.manage")
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one, see where it is used."""
    connection = get_object_or_404(Connection, pk=pk)
    form = ConnectionForm(request.POST or None, connection=connection)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change_connection(connection, form.plan(), by=agent_of(request), now=timezone.now())
        except verbs.SecretNeeded:
            form.add_error("secret", _("Somebody has changed the connection meanwhile: type the key again."))
        else:
            messages.success(request, _("Saved."))
            return redirect("settings_connections")
    return _form_page(request, form, connection=connection)


def _form_page(request: HttpRequest, form: ConnectionForm, *, connection: Connection | None) -> HttpResponse:
    context = {"form": form, **_about(connection)}
    return render(request, _PAGE, context, status=422 if form.errors else 200)


def _about(connection: Connection | None) -> dict[str, object]:
    uses = uses_of(connection.key) if connection is not None else []
    shown = [(use, name_of(use.process), [called(use.diagram, node.id) for node in use.nodes]) for use in uses]
    return {"connection": connection, "uses": shown, "is_held": any(use.holds for use in uses)}


@may("connection.manage")
@sensitive_post_parameters("secret")
@require_POST
def test(request: HttpRequest) -> HttpResponse:
    """The test button: ask the address as typed, signed in; nothing is stored."""
    asked = request.POST.get("connection", "")
    known = (
        Connection.objects.filter(pk=int(asked)).first()
        if asked.isascii() and asked.isdigit() and len(asked) < 18
        else None
    )
    form = ConnectionForm(request.POST, connection=known)
    context = {"form": form, "was_tested": True, **(_tested(form, known) if form.is_valid() else {})}
    if is_htmx(request):
        return render(request, "process/settings/parts/tested.html", context)
    return render(request, _PAGE, {**context, **_about(known)})


def _tested(form: ConnectionForm, known: Connection | None) -> dict[str, object]:
    plan = form.plan()
    try:
        secret = plan.secret or (verbs.sign_in_of(known).secret if known is not None else "")
        return {"posted": verbs.probe(plan, secret=secret)}
    except SecretUnreadable:
        return {"failed": _("The key that is kept cannot be read any more: type it anew.")}
    except TokenRefused as error:
        words, _n, detail = str(said_no_token(error)).partition("\n")
        return {"failed": words, "detail": detail}
    except NotPosted as error:
        return {"failed": why_unposted(error.code), "detail": error.detail}


@may("connection.manage")
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it no more for now."""
    verbs.stop_connection(get_object_or_404(Connection, pk=pk), by=agent_of(request), now=timezone.now())
    messages.success(request, _("It is called no more; tickets that come to its steps wait."))
    return redirect("settings_connections")


@may("connection.manage")
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it again."""
    verbs.resume_connection(get_object_or_404(Connection, pk=pk), by=agent_of(request), now=timezone.now())
    messages.success(request, _("It is called again."))
    return redirect("settings_connections")


@may("connection.manage")
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete it, where nothing calls it. Sent twice, the second finds nothing to do."""
    connection = Connection.objects.filter(pk=pk).first()
    if connection is None:
        return redirect("settings_connections")
    try:
        verbs.delete_connection(connection, by=agent_of(request), now=timezone.now())
    except verbs.ConnectionUsed as error:
        said = _("%(name)s is still called by: %(processes)s. It can be stopped instead.")
        names = ", ".join(_names(error.uses))
        messages.error(request, said % {"name": connection, "processes": names})
        return redirect("settings_connection", pk=pk)
    messages.success(request, _("%(name)s is deleted.") % {"name": connection})
    return redirect("settings_connections")
