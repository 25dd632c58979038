"""The written procedure of a version, to be printed, signed and hung up."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tantam.organisation.rights import may
from tantam.process.context import procedure_of
from tantam.process.procedure import Document, TooLarge
from tantam.process.views.versions import drawn, version_named

_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_TONGUES: Final = ("vi", "en")


@may("process.see")
@require_GET
def document(request: HttpRequest, key: str, number: int, tongue: str, kind: str) -> HttpResponse:
    """The written procedure as PDF or DOCX, in the language asked for, not in the reader's."""
    if tongue not in _TONGUES or kind not in _TYPES:
        raise Http404
    version = version_named(key, number)
    try:
        written = procedure_of(version, drawn(version), tongue=tongue, now=timezone.now())
    except TooLarge as refused:
        messages.error(request, _refusal(refused))
        return redirect("process_version", key=key, number=number)
    name = f"{written.file_name}.{kind}"
    return HttpResponse(
        _write(written, kind), _TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _write(written: Document, kind: str) -> bytes:
    from tantam.process import writing  # its libraries take memory that a process without such a request need not hold

    return writing.write_pdf(written) if kind == "pdf" else writing.write_docx(written)


def _refusal(refused: TooLarge) -> str:
    if refused.of == "elements":
        said = _(
            "The drawing has %(count)s elements; a written procedure can hold %(most)s. Split it into several "
            "processes, or download the BPMN file."
        )
    else:
        said = _("The texts of this drawing are too long for a written procedure. Shorten guides and scripts.")
    return said % {"count": refused.count, "most": refused.most}
