"""Questions about customers: who is meant by what was typed, and the pages of the list."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Exists, OuterRef, Q, QuerySet

from tantam.core.queries import ask, estimated
from tantam.core.values.phones import NotAPhoneNumber, parse_phone
from tantam.core.values.text import fold, query_words
from tantam.customers.models import ContactPoint, Customer, CustomerQuerySet, reached_at

PAGE_SIZE = 50
LEAST_LIKE = 0.45
#: More than so many of one name are not ranked; the first are looked for among so many customers in order of name.
MANY, LOOKED_THROUGH = 1000, 20_000
#: So many times more are looked for than are shown: some are merged into others or out of reach.
SPARE = 5
_CODE = re.compile(r"kh\s*0*(\d{1,8})", re.IGNORECASE)
_DIGITS = re.compile(r"\D+")


def search_customers(customers: CustomerQuerySet, text: str, *, limit: int = 20) -> list[Customer]:
    """Those meant by a code, a phone or a part of it, an e-mail, or a name with or without marks and typing slips."""
    typed = " ".join(text.split())
    if not typed:
        return []
    if code := _CODE.fullmatch(typed):
        return list(customers.filter(code=f"KH{int(code[1]):06}")[:limit])
    if found := _reached_by(customers, typed, limit=limit):
        return found
    return _named(customers, typed, limit=limit)


def _reached_by(customers: CustomerQuerySet, typed: str, *, limit: int) -> list[Customer]:
    points = _points(typed)
    if points is None:
        return []
    reached = points.filter(customer=OuterRef("pk"))
    return list(customers.filter(Exists(reached)).order_by("name_sort_key", "id")[:limit])


def _points(typed: str) -> QuerySet[ContactPoint] | None:
    """How somebody is reached who is meant by an address or a phone; None for what is neither."""
    digits = _DIGITS.sub("", typed)
    if "@" in typed:
        wanted = Q(value__startswith=typed.lower())
    elif len(digits) >= 4 and len(digits) >= len(typed.replace(" ", "")) - 3:
        wanted = Q(kind=ContactPoint.Kind.PHONE, value__contains=_phone_part(typed, digits))
    else:
        return None
    return ContactPoint.objects.filter(wanted, ended_at=None)


def named_or_reached(text: str) -> CustomerQuerySet:
    """Whoever may be meant by these words in a filter: by code, by phone or address, or by all of them in the name."""
    typed = " ".join(text.split())
    if code := _CODE.fullmatch(typed):
        return Customer.objects.filter(code=f"KH{int(code[1]):06}")
    if (points := _points(typed)) is not None:
        return Customer.objects.filter(pk__in=points.values("customer"))
    found = Customer.objects.all()
    for word in query_words(typed):
        found = found.filter(name_folded__regex=rf"\m{word}\M")
    return found if query_words(typed) else found.none()


def _phone_part(typed: str, digits: str) -> str:
    try:
        return parse_phone(typed).e164
    except NotAPhoneNumber:
        return digits[1:] if digits.startswith("0") else digits


def _named(customers: CustomerQuerySet, typed: str, *, limit: int) -> list[Customer]:
    folded = fold(typed)
    if found := _first_of_many(customers, folded, limit=limit):
        return found
    like = customers.filter(name_folded__trigram_word_similar=folded)
    ranked = like.annotate(likeness=TrigramWordSimilarity(folded, "name_folded")).filter(likeness__gte=LEAST_LIKE)
    return list(ranked.order_by("-likeness", "name_sort_key", "id")[:limit])


def _first_of_many(customers: CustomerQuerySet, folded: str, *, limit: int) -> list[Customer]:
    """The first by name of those called exactly so, where so many are that ranking them all would be dear (Nguyễn).

    They rank before all that are only alike. Looked for among the first names alone, in the index that holds them;
    nothing when too few are there.
    """
    if estimated(customers.filter(name_folded__contains=folded)) <= MANY:
        return []
    escaped = folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    first = [row[0] for row in ask(_FIRST_CALLED, [LOOKED_THROUGH, f"% {escaped} %", SPARE * limit])]
    found = list(customers.filter(pk__in=first).order_by("name_sort_key", "id")[:limit])
    return found if len(found) == limit else []


#: PostgreSQL walks in order of name and stops when it has found enough.
_FIRST_CALLED = """
SELECT id FROM (SELECT id, name_folded FROM customers_customer ORDER BY name_sort_key, id LIMIT %s) AS named
WHERE ' ' || name_folded || ' ' LIKE %s LIMIT %s
"""


@dataclass(frozen=True, kw_only=True)
class CustomerPage:
    """One page of the list; `next` is the cursor of the page after, "" at the end."""

    rows: list[Customer]
    next: str


def list_customers(customers: CustomerQuerySet, *, after: str = "", size: int = PAGE_SIZE) -> CustomerPage:
    """By name, as Vietnamese people sort them, from behind the cursor `after`."""
    if place := _read_cursor(after):
        key, last_id = place
        customers = customers.filter(Q(name_sort_key__gt=key) | Q(name_sort_key=key, id__gt=last_id))
    related = customers.select_related("owner", "branch").annotate(reached_at=reached_at(""))
    rows = list(related.order_by("name_sort_key", "id")[: size + 1])
    is_more = len(rows) > size
    rows = rows[:size]
    return CustomerPage(rows=rows, next=_cursor(rows[-1]) if is_more else "")


def _cursor(row: Customer) -> str:
    return base64.urlsafe_b64encode(f"{row.pk}|{row.name_sort_key}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[str, int] | None:
    """A cursor that is none begins at the top."""
    try:
        last_id, _bar, key = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        return (key, int(last_id)) if cursor else None
    except (ValueError, binascii.Error):
        return None
