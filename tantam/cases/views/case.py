"""The page of one case, its live parts, its files, and how it looks on paper."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tantam.cases import actions
from tantam.cases.actions.telling import show_presence
from tantam.cases.models import Case, Entry
from tantam.cases.views.asking import agent_of, case_of, is_fragment, open_context, show_again
from tantam.cases.views.inbox import list_context
from tantam.cases.views.serving import served
from tantam.channels.models import Attachment
from tantam.organisation.actions import see_notices
from tantam.organisation.rights import has_right, may

DOING = {"came", "reading", "typing", "gone"}


@may("case.see")
@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The whole page; for a click in the list only the panes of the case. Who may open private ones is told how, where
    there is nothing to be seen, whether there is such a ticket or not."""
    try:
        context = open_context(request, number)
    except Http404:
        if is_fragment(request) or not has_right(agent_of(request), "case.unlock"):
            raise
        return render(request, "cases/not_found.html", {"number": number}, status=404)
    if (agent := agent_of(request)).unseen_notices:
        agent.unseen_notices -= see_notices(agent.pk, now=timezone.now(), subject=context["case"].fact_subject)
    if is_fragment(request):
        return render(request, "cases/parts/open.html", context | {"is_swapped": True})
    return render(request, "cases/inbox.html", context | list_context(request, current=number))


@may("case.see")
@require_GET
def live(request: HttpRequest, number: str) -> HttpResponse:
    """Stream, head and side as they are now; what is being typed stays. A case that has left the person's reach
    meanwhile is gone from the page, and says so."""
    try:
        context = open_context(request, number)
    except Http404:
        return render(request, "cases/parts/gone.html", status=404)
    response = render(request, "cases/parts/live.html", context)
    if "merged" in request.GET and context["merged"] is None:
        response.headers["HX-Refresh"] = "true"  # it is a ticket of its own again: the whole of it is to be shown
    return response


@may("case.see")
@require_POST
def here(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody reads this case, types in it, or has left it: told to those who may see it, and not stored."""
    case, doing = case_of(request, number), request.POST.get("doing", "")
    if doing in DOING:
        show_presence(case, by=agent_of(request), doing=doing)
    return HttpResponse(status=204)


@may("case.see")
@require_POST
def follow(request: HttpRequest, number: str) -> HttpResponse:
    """Hear of what happens to it, or no longer."""
    case, by = case_of(request, number), agent_of(request)
    if request.POST.get("follow") == "1":
        actions.follow_case(case, by=by, now=timezone.now())
        return show_again(request, number, said=_("You hear of what happens to this ticket."))
    actions.leave_alone(case, by=by)
    return show_again(request, number, said=_("You no longer hear of this ticket."))


@may("case.see")
@require_GET
def on_paper(request: HttpRequest, number: str) -> HttpResponse:
    """The case for a printer."""
    return render(request, "cases/paper.html", open_context(request, number))


@may("case.see")
@require_GET
def attachment(request: HttpRequest, uuid: str) -> HttpResponseBase:
    """A file of a message, to whoever may see the case it came with."""
    file = Attachment.objects.select_related("file").filter(uuid=uuid).first()
    visible = Case.objects.visible_to(agent_of(request))
    if file is None or not Entry.objects.filter(message=file.message_id, case__in=visible).exists():
        raise Http404
    return served(file.file, name=file.filename, kind=file.content_type)
