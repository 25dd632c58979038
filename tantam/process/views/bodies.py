"""What scripts send: a drawing, a table, a JSON object; what cannot be read is refused in words, nothing is done."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.request import RawPostDataException
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Sent by forms: read as such by those before us, who leave no body.
_FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
FORM_SENT = _("This was sent as a form, which cannot be read here. Send it as JSON.")
NOT_READABLE = _(
    "What was sent cannot be read: it is not JSON in UTF-8. Nothing was changed; load the page and try again."
)
NO_OBJECT = _("What was sent is JSON, but no object with names and values. Nothing was changed.")
TOO_LARGE = _("What was sent is too large. Nothing was changed; make the diagram smaller, or split the process.")
CUT_OFF = _("The connection broke off before all had arrived. Nothing was changed; try again.")


class Unusable(Exception):
    """Nothing that the door could read."""

    def __init__(self, message: str | Promise, *, status: int) -> None:
        self.message, self.status = message, status
        super().__init__(str(message))


def reads_body(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A door for scripts: what it cannot read is answered as JSON, with words for the person."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except Unusable as error:
            return JsonResponse({"message": str(error.message), "problems": []}, status=error.status)

    return door


def body_of(request: HttpRequest) -> bytes:
    """The bytes sent. Raises Unusable for a form, for too much, and where the connection broke off."""
    if request.content_type in _FORMS:
        raise Unusable(FORM_SENT, status=415)
    try:
        return request.body
    except RequestDataTooBig as error:
        raise Unusable(TOO_LARGE, status=413) from error
    except (RawPostDataException, UnreadablePostError) as error:
        raise Unusable(CUT_OFF, status=400) from error


def object_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object sent. Raises Unusable for anything else."""
    try:
        found = json.loads(body_of(request).decode())
    except (ValueError, RecursionError) as error:
        raise Unusable(NOT_READABLE, status=400) from error
    if not isinstance(found, dict):
        raise Unusable(NO_OBJECT, status=400)
    return found
