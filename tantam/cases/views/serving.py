"""Files of strangers, given so that a browser runs nothing of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from tantam.core.actions.files import read
from tantam.core.models import StoredFile

#: Shown by the browser itself; everything else is only saved.
SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp"}


def served(file: StoredFile, *, name: str, kind: str) -> HttpResponse:
    """The file, to whoever was found to may have it."""
    kind = kind if kind in SHOWN else "application/octet-stream"
    response = HttpResponse(read(file), content_type=kind)
    response.headers["Content-Disposition"] = (
        content_disposition_header(kind not in SHOWN, name or "attachment") or "inline"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
