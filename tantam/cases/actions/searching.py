"""Keep the search row of a case: folded syllables and adjacent pairs of all that was said."""

from __future__ import annotations

from tantam.cases.models import Case, CaseSearch, Entry
from tantam.core.actions.rows import execute_late
from tantam.core.values.text import search_terms

_WRITE = """
INSERT INTO cases_casesearch (case_id, terms) VALUES (%s, array_to_tsvector(string_to_array(%s, ' ')))
ON CONFLICT (case_id) DO UPDATE SET terms = cases_casesearch.terms || excluded.terms
"""


def index_case(case: Case, text: str) -> None:
    """Begin a case's search row: its number, subject, customer and first words."""
    customer = case.customer
    add_to_search(case, " \n ".join([case.number, case.subject, customer.name, customer.code, text]))


def add_to_search(case: Case, text: str) -> None:
    """Add what was said since."""
    terms = search_terms(text)
    if terms:
        execute_late(CaseSearch, _WRITE, [case.pk, " ".join(terms)])


def find_with(case: Case, other: Case) -> None:
    """Whatever finds `other` finds this case as well."""
    execute_late(CaseSearch, _JOIN, [case.pk, other.pk])


_JOIN = """
INSERT INTO cases_casesearch (case_id, terms) SELECT %s, terms FROM cases_casesearch WHERE case_id = %s
ON CONFLICT (case_id) DO UPDATE SET terms = cases_casesearch.terms || excluded.terms
"""


def index_anew(case: Case) -> None:
    """Find the case by what stands in it now, and by nothing else."""
    said = Entry.objects.filter(case=case).values_list("text", "message__subject", "message__text")
    CaseSearch.objects.filter(case=case).delete()
    index_case(case, " \n ".join(words for row in said for words in row if words))
