"""At the door, whichever view is asked for: what no column of text can hold is refused, what a page sends is named."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from tantam.core.actions.live import sent_as

NUL = "\x00"
_WORD = re.compile(r"[0-9a-f]{8,32}")


def refuse_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 400 to a NUL in an address, a query or a form; files and JSON are left to their readers."""

    def answer(request: HttpRequest) -> HttpResponse:
        # The API reads the body itself, and refuses what it cannot keep.
        has_form = request.method == "POST" and not request.path.startswith("/api/")
        given = [request.GET, request.POST] if has_form else [request.GET]
        if NUL in request.path or any(_has_nul(values) for data in given for values in data.lists()):
            raise BadRequest("NUL")
        return get_response(request)

    return answer


def name_what_is_sent(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """What a form changes is announced with the word that its page gave it, so that this page need not ask again."""

    def answer(request: HttpRequest) -> HttpResponse:
        word = request.headers.get("X-Sent", "")
        if not _WORD.fullmatch(word):
            return get_response(request)
        with sent_as(word):
            return get_response(request)

    return answer


def _has_nul(pair: tuple[str, list[str]]) -> bool:
    name, values = pair
    return NUL in name or any(NUL in value for value in values)
