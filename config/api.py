"""The API's door: all routers under one roof, problems in words, keys honoured."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from tantam import __version__
from tantam.cases.actions import Refused
from tantam.cases.api import cases, messages, process_messages, refused
from tantam.customers.api import customers
from tantam.organisation.api import Problem, once_per_key, problem_for
from tantam.organisation.api.problems import not_found
from tantam.organisation.rights import TOKEN, public

api = NinjaAPI(
    title="Tận Tâm",
    version=__version__,
    description="Cases, messages and customers. See docs/api.md.",
    docs_url=None,
    urls_namespace="api",
)
api.add_decorator(once_per_key, mode="view")
api.add_router("/cases", cases)
api.add_router("/messages", messages)
api.add_router("/process-messages", process_messages)
api.add_router("/customers", customers)
for kind in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(kind, problem_for)  # type: ignore[arg-type]
api.add_exception_handler(Refused, refused)  # type: ignore[arg-type]


@public
@csrf_exempt
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address that the API does not have is answered as the API answers."""
    return not_found().response()


def _answer_other_methods(view: Any) -> Any:
    """Answer a method that a path does not have as a problem, too."""

    def called(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        problem = Problem(
            405,
            "not-this-way",
            _("This address does not know this method"),
            headers={"Allow": response.get("Allow", "")},
        )
        return problem.response()

    called.csrf_exempt = True  # type: ignore[attr-defined]
    called.right = TOKEN  # type: ignore[attr-defined]
    return called


def _paths() -> list[URLPattern | URLResolver]:
    """The paths with their declaration: who asks is checked per operation, which the tests walk."""
    patterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    for pattern in patterns:
        view: Any = pattern.callback
        pattern.callback = public(partial(view)) if pattern.name == "openapi-json" else _answer_other_methods(view)
    return [*patterns, path("<path:rest>", nothing_here), path("", nothing_here, name="api-root")]


urls: tuple[list[URLPattern | URLResolver], str, str] = (_paths(), "ninja", "api")
