"""Keys for programs: issue, show once, revoke."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tantam.organisation import actions
from tantam.organisation.forms import TokenForm
from tantam.organisation.models import ApiToken, Scope
from tantam.organisation.rights import may
from tantam.organisation.views.settings import agent_of


@may("api.manage")
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """All keys, and a new one, whose secret is on this answer and never again."""
    now = timezone.now()
    form, issued, secret = TokenForm(request.POST or None), None, ""
    if request.method == "POST" and form.is_valid():
        issued, secret = actions.issue_token(**form.wanted(now=now), by=agent_of(request), now=now)
        form = TokenForm()
    rows = ApiToken.objects.select_related("agent")
    context = {
        "tokens": [(token, token.is_expired(at=now), _scopes(token)) for token in rows.order_by("-id")],
        "form": form,
        "issued": issued,
        "secret": secret,
        "now": now,
    }
    return render(request, "organisation/settings/tokens.html", context, status=422 if form.errors else 200)


def _scopes(token: ApiToken) -> list[str]:
    """What the key may be used for, in words; a scope of another release as it is written."""
    labels: dict[str, str] = {value: str(label) for value, label in Scope.choices}
    return [labels.get(scope, scope) for scope in token.scopes]


@may("api.manage")
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a key useless at once."""
    token = get_object_or_404(ApiToken, pk=pk)
    actions.revoke_token(token, by=agent_of(request), now=timezone.now())
    messages.success(request, _("The key “%(name)s” no longer works.") % {"name": token.name})
    return redirect("settings_tokens")
