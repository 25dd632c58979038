"""Errors as problem details (RFC 9457) in the caller's language; `type` stays the same whatever the language."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tantam.organisation.api.wording import why_unusable

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:tantam:problem:"
MOST_PLACES = 20


@dataclass
class Problem(Exception):
    """Why a request was refused: `kind` is stable, for programs; `title` and `detail` are for people."""

    status: int
    kind: str
    title: str | Promise
    detail: str | Promise = ""
    errors: Sequence[Mapping[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> HttpResponse:
        body: dict[str, Any] = {"type": TYPE + self.kind, "title": str(self.title), "status": self.status}
        if self.detail:
            body["detail"] = str(self.detail)
        if self.errors:
            body["errors"] = list(self.errors)
        content = json.dumps(body, ensure_ascii=False)
        return HttpResponse(content, status=self.status, content_type=MEDIA_TYPE, headers=dict(self.headers))


def no_token() -> Problem:
    detail = _("Send a valid token as “Authorization: Bearer …”.")
    return Problem(401, "no-token", _("Who is asking?"), detail, headers={"WWW-Authenticate": "Bearer"})


def not_allowed(detail: str) -> Problem:
    return Problem(403, "not-allowed", _("Not allowed"), detail)


def not_found() -> Problem:
    return Problem(404, "not-found", _("Not found"), _("It does not exist, or lies outside your reach."))


def problem_for(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer any error of an endpoint; one that nobody foresaw is logged and tells nothing."""
    return _read(error).response()


def _read(error: Exception) -> Problem:
    match error:
        case Problem():
            return error
        case AuthenticationError():
            return no_token()
        case ValidationError():
            return Problem(422, "invalid", _("Some values are not usable"), errors=_places(error.errors))
        case Http404():
            return not_found()
        case RequestDataTooBig():
            return Problem(413, "too-large", _("The request is too large"))
        case SuspiciousOperation():
            return Problem(400, "unreadable", _("The request could not be read"))
        case HttpError():
            detail = _("The body must be JSON in UTF-8.") if error.status_code == 400 else ""
            return Problem(error.status_code, "unreadable", _("The request could not be read"), detail)
        case _:
            log.error("an endpoint failed", exc_info=error)
            return Problem(500, "our-fault", _("Something went wrong on our side"))


def _places(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Where, by the names the caller wrote, and why, without repeating what was sent."""
    return [
        {"at": at[:200], "why": str(error["type"])[:80], "words": _words(error, at)}
        for error, at in ((error, _place(error["loc"])) for error in errors[:MOST_PLACES])
    ]


def _place(loc: Sequence[object]) -> str:
    """The path to a field; what a body is called inside the endpoint is no name of the caller's."""
    return ".".join(map(str, loc[2:] if loc[:1] == ("body",) else loc[1:]))


def _words(error: Mapping[str, Any], at: str) -> str:
    return why_unusable(error, field=at[:120]).encode("utf-8", "replace").decode()[:400]
