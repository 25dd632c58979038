"""Files that are to go with an answer: on the server as soon as they are chosen, so that a reload loses none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tantam.cases import actions
from tantam.cases.actions.refused import NotAPicture
from tantam.cases.context.enclosed import shown
from tantam.cases.models import DraftFile
from tantam.cases.views.asking import agent_of, case_of
from tantam.cases.views.serving import served
from tantam.channels.actions import OutgoingFile
from tantam.core.actions.files import NoRoom
from tantam.organisation.rights import may

#: 507 of RFC 4918: there is no room to keep it.
NO_ROOM = 507


@may("case.reply")
@require_POST
def enclose_files(request: HttpRequest, number: str) -> HttpResponse:
    """Take all files that were chosen together, or none with the reason; with a `picture` it is the one that the text
    shows under this id."""
    case, chosen = case_of(request, number), request.FILES.getlist("files")
    try:
        actions.check_files([file.size or 0 for file in chosen])  # before any of them is read
        picture = _picture(request, chosen)
        files = [OutgoingFile(file.name or "", file.content_type or "", file.read(), picture) for file in chosen]
        kept = actions.enclose(case, files=files, by=agent_of(request), now=timezone.now())
    except actions.Refused as refused:
        return JsonResponse({"why": str(refused.message)}, status=422)
    except NoRoom:
        words = _("There is no room for files on the server just now. Your text is kept; tell your administrator.")
        return JsonResponse({"why": words}, status=NO_ROOM)
    return JsonResponse({"files": [shown(one, number=number) for one in kept]})


def _picture(request: HttpRequest, chosen: Sequence[UploadedFile[Any]]) -> UUID | None:
    if not (said := request.POST.get("picture")):
        return None
    try:
        key = UUID(said)
    except ValueError:
        raise NotAPicture from None
    if len(chosen) != 1:
        raise NotAPicture
    return key


@may("case.reply")
@require_POST
def take_file_out(request: HttpRequest, number: str, uuid: UUID) -> HttpResponse:
    """It shall not go along after all."""
    actions.take_out(case_of(request, number), uuid=uuid, by=agent_of(request))
    return HttpResponse(status=204)


@may("case.see")
@require_GET
def draft_file(request: HttpRequest, number: str, uuid: UUID) -> HttpResponseBase:
    """A file of one's own draft; of an answer that waits to leave, for everybody who sees the case."""
    case, agent = case_of(request, number), agent_of(request)
    file = DraftFile.objects.select_related("file", "draft").filter(uuid=uuid, draft__case=case).first()
    if file is None or not (file.draft.author_id == agent.pk or file.draft.is_sent_off):
        raise Http404
    return served(file.file, name=file.filename, kind=file.content_type)
