"""Link a ticket with another, and take the link off."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tantam.cases import actions
from tantam.cases.views.asking import agent_of, case_of, is_fragment, refuse, show_again
from tantam.cases.views.choosing import choices, other_of, show_found, show_sheet
from tantam.organisation.rights import may


@may("case.classify")
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, number: str) -> HttpResponse:
    """Find the other ticket, and link the two. Both are asked for by the rule of who sees what."""
    case, agent = case_of(request, number), agent_of(request)
    if request.method == "POST":
        other = other_of(request, request.POST.get("with", ""))
        try:
            actions.link(case, other, by=agent, now=timezone.now())
        except actions.Refused as refused:
            return refuse(request, refused.message, status=409)
        return show_again(request, number, said=_("Linked with %(number)s.") % {"number": other.number})
    if "q" in request.GET and is_fragment(request):
        return show_found(request, case, request.GET["q"], posts=True)
    context = choices(case, asked=request.GET.get("q", ""), agent=agent)
    intro = _("Choose a ticket that has to do with this one. Both stay what they are, and show each other.")
    titles = {"title": _("Link with another ticket"), "intro": intro, "posts": True}
    return show_sheet(request, case, "cases/parts/merge_choose.html", context | titles)


@may("case.classify")
@require_POST
def unlink(request: HttpRequest, number: str) -> HttpResponse:
    """Take the link off."""
    case, other = case_of(request, number), case_of(request, request.POST.get("with", ""))
    actions.unlink(case, other, by=agent_of(request), now=timezone.now())
    return show_again(request, number, said=_("No longer linked with %(number)s.") % {"number": other.number})
