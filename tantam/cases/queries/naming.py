"""How cases stand in lists of the process room: number, subject, whom they are about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from tantam.cases.models import Case
from tantam.core.values.forms_of_address import form_of_address
from tantam.core.values.names import is_company, name_words
from tantam.core.values.text import fold
from tantam.organisation.models import Agent, Reach
from tantam.process.registry import SubjectLine


def visible_ids(agent: Agent) -> QuerySet[Any, int] | None:
    """The ids of the cases that the agent may see, as a question; None for all but `hidden_ids`."""
    return None if agent.reach == Reach.ALL else Case.objects.visible_to(agent).values_list("pk", flat=True)


def hidden_ids(agent: Agent) -> QuerySet[Any, int]:
    """The ids of the private cases that the agent may not see, as a question: few, and found in an index."""
    return Case.objects.hidden_from(agent).values_list("pk", flat=True)


def those_open(case_ids: Collection[int]) -> set[int]:
    """Those of the cases that are there and not closed."""
    return set(Case.objects.standing().filter(pk__in=case_ids).open().values_list("pk", flat=True))


def lines_of(case_ids: Sequence[int], agent: Agent) -> Mapping[int, SubjectLine]:
    """Those of the cases that the agent may see, as lines of a list."""
    cases = Case.objects.visible_to(agent).filter(pk__in=case_ids).select_related("customer", "assignee")
    return {
        case.pk: SubjectLine(
            title=case.number,
            note=case.subject or case.preview,
            person=_called(case.customer.name, case.customer.address_form),
            holder=case.assignee.full_name if case.assignee else "",
            url=_address(case.number),
        )
        for case in cases
    }


#: Middle names that nobody is called by: Nguyễn Thị Huyền is "chị Huyền".
MIDDLE_ONLY = {"thi", "van"}


def _called(name: str, form_key: str) -> str:
    """`chị Khả Hân`: two words of the name, since one is shared by many; a company by its whole name."""
    words = name_words(name)
    form = form_of_address(form_key)
    if not words or is_company(name) or not form.is_named:
        return name
    short = " ".join(words[-2:]) if len(words) > 2 and fold(words[-2]) not in MIDDLE_ONLY else words[-1]
    called = form.english if (get_language() or "vi").startswith("en") else form.customer
    return f"{called} {short}".strip() if form_key else name


def _address(number: str) -> str:
    """Where the case is opened; "" as long as that room is not built."""
    try:
        return reverse("case", args=[number])
    except NoReverseMatch:
        return ""


def numbers_of(case_ids: Collection[int]) -> dict[int, str]:
    """The numbers of cases by key, whoever may see them: one question, nothing personal."""
    return dict(Case.objects.filter(pk__in=case_ids).values_list("pk", "number"))
