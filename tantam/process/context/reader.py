"""Who reads, and in which language things are said to them."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.translation import get_language

from tantam.organisation.models import Agent, Team
from tantam.process.engine.called import name_in
from tantam.process.engine.diagram import Diagram, Texts
from tantam.process.engine.dmn.problems import Problem as TableProblem
from tantam.process.engine.problem import Problem
from tantam.process.models import Process
from tantam.process.registry import dimension_names


def language() -> str:
    """The reader's language as the drawing knows it."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def name_of(process: Process) -> str:
    """The name in the reader's language."""
    return process.name_en if language() == "en" and process.name_en else process.name


def called(diagram: Diagram, element: str) -> str:
    """What an element of a drawing is called in the reader's language, also where nobody gave it a name."""
    return name_in(diagram, element, language=language())


def agent_of(request: HttpRequest) -> Agent:
    """Who is signed in; the right of the view guarantees it."""
    assert isinstance(request.user, Agent)  # noqa: S101
    return request.user


def is_htmx(request: HttpRequest) -> bool:
    """Whether a part of the page is asked for; who comes back to it by the browser's arrow gets all of it."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def choices() -> dict[str, Mapping[str, str]]:
    """What a picture can be narrowed to, with names in the reader's language."""
    english = language() == "en"
    teams = Team.objects.order_by("name").values_list("key", "name", "name_en")
    return {
        "channel": dimension_names("channel"),
        "segment": dimension_names("segment"),
        "team": {key: (name_en if english and name_en else name) for key, name, name_en in teams},
    }


def said(texts: Texts) -> str:
    """In the reader's language, else in Vietnamese, else in any."""
    first = texts.pairs[0][1] if texts.pairs else ""
    return texts.in_language(language(), default=texts.in_language("vi", default=first))


def sentence(problem: Problem | TableProblem) -> str:
    """What a finding says in the reader's language."""
    return problem.message_en if language() == "en" else problem.message_vi
