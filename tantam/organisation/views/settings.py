"""The settings: their first page, who may do what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from tantam.organisation.models import Agent, Role
from tantam.organisation.queries import settings_sections
from tantam.organisation.rights import RIGHT_NAMES, ROLE_RIGHTS, may, signed_in


def agent_of(request: HttpRequest) -> Agent:
    """The person who is signed in; the right of the view guarantees one."""
    assert isinstance(request.user, Agent)  # noqa: S101 - see above
    return request.user


@signed_in
@require_GET
def first_section(request: HttpRequest) -> HttpResponse:
    """Open the first section this person may see."""
    return redirect(settings_sections(agent_of(request))[0].url_name)


@may("agent.see")
@require_GET
def who_may_what(request: HttpRequest) -> HttpResponse:
    """The table of roles and rights, as the program itself reads it."""
    roles = list(Role)
    groups = [
        (title, [(name, [right in ROLE_RIGHTS[role] for role in roles]) for right, name in names.items()])
        for title, names in RIGHT_NAMES.items()
    ]
    return render(request, "organisation/settings/rights.html", {"roles": roles, "groups": groups})
