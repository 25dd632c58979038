"""Search: over the folded syllables and pairs of everything said, newest first; short fields by trigram.

Two ways lead to the newest fifty of what matches. Few matches are found in the index and then sorted. Where there are
many, the cases are walked from the newest end until fifty matched: the more match, the sooner that ends. PostgreSQL
cannot choose between them, since it takes the words of a sentence for independent of each other. So where every word is
a common one, the newest cases are walked through first, a limited number of them, which mostly ends the search however
many cases there are; else the matches are counted, up to the number at which walking becomes cheaper.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from math import isqrt

from tantam.cases.models import Case, CaseQuerySet, CaseSearch
from tantam.cases.queries.common_words import most_matches, searched
from tantam.cases.queries.listing import PAGE_SIZE, Page, list_cases, list_newest
from tantam.core.queries import ask
from tantam.core.values.text import all_of, query_terms, query_words
from tantam.customers.models import Customer
from tantam.organisation.models import Agent, Brand

FEW = 1000
_NUMBER = re.compile(r"([A-Z]{1,6})[-\s](\d{2})[-\s](\d{1,9})")
LONGEST_END = 6
#: Of so many of the newest cases each is asked at most before anything is counted; it costs what a thousand lookups do.
WALKED_FIRST = 2000


def search_page(
    cases: CaseQuerySet, text: str, *, meant: Sequence[int] = (), after: str = "", size: int = PAGE_SIZE
) -> Page:
    """A page of what `search_cases` finds, newest first, from behind the cursor `after`."""
    terms = query_terms(text)
    if terms and (most := most_matches(terms)) is not None and most > few_of(searched()):
        walked = _walked(cases, all_of(terms), meant)
        window = _window(most, size)
        page = list_newest(walked, window=window, after=after, size=size)
        if page is not None:
            return page
    return list_cases(search_cases(cases, text, meant=meant), after=after, size=size)


def _window(most: int, size: int) -> int:
    """How far to walk: twice as far as the page lies if all who say the rarest of the words say the others too."""
    return min(WALKED_FIRST, 2 * (size + 1) * searched() // max(most, 1))


def search_cases(cases: CaseQuerySet, text: str, *, meant: Sequence[int] = ()) -> CaseQuerySet:
    """Those of `cases` in which all the words of `text` were said, and those that are `meant` by it otherwise."""
    terms = query_terms(text)
    if not terms:
        return cases.filter(pk__in=meant)
    query = all_of(terms)
    ids = few_ids(query)
    return _walked(cases, query, meant) if ids is None else cases.filter(pk__in={*ids, *meant})


def few_of(rows: int) -> int:
    """Up to how many matches among so many searched cases are looked up one by one rather than walked to.

    Walking to fifty of m matches looks at 50 · rows / m cases, looking up at m, at about the same cost for one: both
    are equal at the root of 50 · rows. What was looked up has to be sorted too, so a little less.
    """
    return max(FEW, isqrt(30 * rows))


def cases_meant(text: str, *, customers: Sequence[Customer], now: datetime) -> list[int]:
    """The ids of the cases of customers named or reached as the text says, and of the case whose number ends so."""
    meant = [one.pk for one in customers if _is_meant(one, text.strip())]
    ids = list(
        Case.objects.filter(customer__in=meant).order_by("-last_entry_at", "-id").values_list("pk", flat=True)[:FEW]
    )
    return [*ids, *_numbered(text.strip(), now=now)] if meant or text.strip().isdecimal() else []


def only_alike(text: str, *, customers: Sequence[Customer]) -> list[Customer]:
    """Those found whose name is only like what was typed, where nobody is called so: a slip of the pen, perhaps."""
    return [] if any(_is_meant(one, text.strip()) for one in customers) else list(customers)


def number_typed(text: str, *, agent: Agent) -> str:
    """The number of the ticket that was typed whole (TT-26-004812, tt 26 4812), if there is one to be seen; else ""."""
    found = _NUMBER.fullmatch(text.strip().upper())
    if not found:
        return ""
    number = f"{found[1]}-{found[2]}-{int(found[3]):06}"
    return number if Case.objects.visible_to(agent).filter(number=number).exists() else ""


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


def few_ids(query: str) -> list[int] | None:
    """The cases that match; None where they are more than few."""
    few = few_of(searched())
    found = ask("SELECT case_id FROM cases_casesearch WHERE terms @@ %s::tsquery LIMIT %s", [query, few + 1])
    ids = [row[0] for row in found]
    return ids if len(ids) <= few else None


def _walked(cases: CaseQuerySet, query: str, meant: Sequence[int]) -> CaseQuerySet:
    """Each case is asked by itself; `OFFSET 0` keeps PostgreSQL from looking all of them up after all."""
    said = f'"{CaseSearch._meta.db_table}"'
    case = f'"{cases.model._meta.db_table}"'
    matches = f"EXISTS (SELECT FROM {said} s WHERE s.case_id = {case}.id AND s.terms @@ %s::tsquery OFFSET 0)"
    where, params = (f"({matches} OR {case}.id = ANY(%s))", [query, list(meant)]) if meant else (matches, [query])
    found: CaseQuerySet = cases.extra(where=[where], params=params)  # type: ignore[assignment]  # noqa: S610 - names of ours
    return found
