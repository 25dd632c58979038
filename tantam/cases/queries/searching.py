"""Search: over the folded syllables and pairs of everything said, newest first; short fields by trigram."""

from __future__ import annotations

from django.db import connection

from tantam.cases.models import CaseQuerySet, CaseSearch
from tantam.core.values.text import all_of, query_terms

FEW = 1000


def search_cases(cases: CaseQuerySet, text: str) -> CaseQuerySet:
    """Those of `cases` in which all the words of `text` were said; none for a text without words.

    The newest come first. When few rows match, they are found before they are sorted: otherwise PostgreSQL walks the
    whole table from its newest end, looking for a rare word.
    """
    terms = query_terms(text)
    if not terms:
        return cases.none()
    query = all_of(terms)
    ids = _few_ids(query)
    if ids is not None:
        return cases.filter(pk__in=ids)
    return cases.filter(
        pk__in=CaseSearch.objects.extra(where=["terms @@ %s::tsquery"], params=[query]).values("case_id")
    )


def _few_ids(query: str) -> list[int] | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id FROM cases_casesearch WHERE terms @@ %s::tsquery LIMIT %s", [query, FEW + 1])
        ids = [row[0] for row in cursor.fetchall()]
    return ids if len(ids) <= FEW else None
