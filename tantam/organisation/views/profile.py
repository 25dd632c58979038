"""One's own account: language, look, password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tantam.organisation import actions
from tantam.organisation.forms import LookForm, PasswordForm
from tantam.organisation.rights import signed_in
from tantam.organisation.views.settings import agent_of
from tantam.ui.context import THEME_COOKIE

YEAR = 365 * 24 * 3600


@signed_in
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Who one is here, and the language and look one likes."""
    agent = agent_of(request)
    form = LookForm(request.POST or None, initial={"language": agent.language, "theme": agent.theme})
    if request.method == "POST" and form.is_valid():
        actions.choose_look(agent, **form.cleaned_data)
        translation.activate(form.cleaned_data["language"])
        messages.success(request, _("Saved."))
        return _remember(redirect("profile"), form)
    return _page(request, form, PasswordForm())


def _remember(response: HttpResponse, form: LookForm) -> HttpResponse:
    """The pages before signing in, and the first paint, look the same."""
    for name, value in ((THEME_COOKIE, form.cleaned_data["theme"]), ("language", form.cleaned_data["language"])):
        response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


@signed_in
@sensitive_post_parameters()
@require_POST
def change_password(request: HttpRequest) -> HttpResponse:
    agent = agent_of(request)
    form = PasswordForm(request.POST)
    if form.is_valid():
        try:
            old, new = form.cleaned_data["old_password"], form.cleaned_data["new_password"]
            actions.change_password(agent, old=old, new=new, now=timezone.now())
        except actions.WrongPassword:
            form.add_error("old_password", _("This is not your present password."))
        except actions.TooManyFailures:
            form.add_error(None, _("Too many wrong passwords. Wait 15 minutes, or ask your administrator."))
        except ValidationError as error:
            form.add_error("new_password", error)
        else:
            update_session_auth_hash(request, agent)
            messages.success(request, _("Your password is changed. Everywhere else you are signed out."))
            return redirect("profile")
    return _page(request, LookForm(initial={"language": agent.language, "theme": agent.theme}), form)


def _page(request: HttpRequest, look: LookForm, password: PasswordForm) -> HttpResponse:
    agent = agent_of(request)
    status = 422 if look.errors or password.errors else 200
    context = {"person": agent, "look": look, "password": password, "positions": agent.current_appointments}
    return render(request, "organisation/settings/profile.html", context, status=status)
