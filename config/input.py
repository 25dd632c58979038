"""What no person types and no column of text can hold is refused at the door, whichever view asked for it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

NUL = "\x00"


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


def _has_nul(pair: tuple[str, list[str]]) -> bool:
    name, values = pair
    return NUL in name or any(NUL in value for value in values)
