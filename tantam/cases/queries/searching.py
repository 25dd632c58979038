"""Search: over the folded syllables and pairs of everything said, newest first; short fields by trigram."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from tantam.cases.models import Case, CaseQuerySet, CaseSearch
from tantam.core.values.text import all_of, query_terms, query_words
from tantam.customers.models import Customer
from tantam.organisation.models import Brand

FEW = 1000
LONGEST_END = 6


def search_cases(cases: CaseQuerySet, text: str, *, meant: Sequence[int] = ()) -> CaseQuerySet:
    """Those of `cases` in which all the words of `text` were said, and those that are `meant` by it otherwise.

    The newest come first. When few rows match, they are found before they are sorted: otherwise PostgreSQL walks the
    whole table from its newest end, looking for a rare word.
    """
    terms = query_terms(text)
    if not terms:
        return cases.filter(pk__in=meant)
    query = all_of(terms)
    ids = _few_ids(query)
    if ids is not None:
        return cases.filter(pk__in={*ids, *meant})
    return cases.filter(
        pk__in=CaseSearch.objects.extra(where=["terms @@ %s::tsquery"], params=[query]).values("case_id")
    )


def cases_meant(text: str, *, customers: Sequence[Customer], now: datetime) -> list[int]:
    """The ids of the cases of customers named or reached as the text says, and of the case whose number ends so."""
    meant = [one.pk for one in customers if _is_meant(one, text.strip())]
    ids = list(Case.objects.filter(customer__in=meant).order_by("-opened_at").values_list("pk", flat=True)[:FEW])
    return [*ids, *_numbered(text.strip(), now=now)] if meant or text.strip().isdecimal() else []


def _is_meant(customer: Customer, typed: str) -> bool:
    """By code, phone or address, or by words that all stand in the name: one that is only like it would be too many."""
    if "@" in typed or not any(char.isalpha() for char in typed):
        return True
    return typed.upper().replace(" ", "") == customer.code or set(query_words(typed)) <= set(query_words(customer.name))


def _numbered(typed: str, *, now: datetime) -> list[int]:
    """People say "phiếu 4812": the end of a number of this year or the last."""
    if not (typed.isdecimal() and len(typed) <= LONGEST_END):
        return []
    prefixes = Brand.objects.values_list("number_prefix", flat=True)
    numbers = [f"{prefix}-{(now.year - ago) % 100:02}-{int(typed):06}" for prefix in prefixes for ago in (0, 1)]
    return list(Case.objects.filter(number__in=numbers).values_list("pk", flat=True))


def _few_ids(query: str) -> list[int] | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id FROM cases_casesearch WHERE terms @@ %s::tsquery LIMIT %s", [query, FEW + 1])
        ids = [row[0] for row in cursor.fetchall()]
    return ids if len(ids) <= FEW else None
