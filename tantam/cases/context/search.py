"""What a search found, with the hits marked: words, phrases and tests of fields, as in the filter of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from tantam.cases import queries
from tantam.cases.context.filters import told, tongue
from tantam.cases.context.rows import present
from tantam.cases.models import Case
from tantam.cases.queries import PAGE_SIZE
from tantam.core.queries import ask
from tantam.core.values.filters import EVERYTHING, All, Filter, Test, each_test, parts_of
from tantam.core.values.spoken import any_of
from tantam.core.values.text import fold, nfc, query_words
from tantam.customers.models import Customer
from tantam.customers.queries import search_customers
from tantam.organisation.models import Agent

CUSTOMERS_SHOWN = 6
#: Of those who are only called almost so.
ALIKE_SHOWN = 6
AROUND = 70
_TEXTS = """
SELECT entry.case_id, left(entry.text, 5000), left(message.text, 5000) FROM cases_entry AS entry
LEFT JOIN channels_message AS message ON message.id = entry.message_id
WHERE entry.case_id = ANY(%s) AND (entry.message_id IS NOT NULL OR entry.text <> '') ORDER BY entry.id
"""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was typed: the words that are looked for everywhere, what the tickets are narrowed to, what is wrong."""

    words: str
    rest: Filter
    faults: Sequence[str]

    @property
    def is_plain(self) -> bool:
        return self.rest == EVERYTHING


def asked(text: str, *, now: datetime) -> Asked:
    """Read what was typed."""
    reading = queries.read_filter(text, known=queries.words(), now=now, language=tongue())
    parts = parts_of(reading.filter)
    words = [part for part in parts if isinstance(part, Test) and part.field == "text" and part.op == "has"]
    return Asked(
        words=" ".join(part.values[0] for part in words),
        rest=All(tuple(part for part in parts if part not in words)),
        faults=[told(fault) for fault in reading.faults[:5]],
    )


def find(text: str, *, agent: Agent, now: datetime, after: str = "", size: int = PAGE_SIZE) -> dict[str, Any]:
    """Customers (on the first page) and a page of cases, newest first: what was said, and the tickets of whoever is
    named or reached so; where nobody is, those of whoever is called almost so, apart."""
    wanted = asked(text, now=now)
    people = _people(wanted, agent)
    page = _page(wanted, people, agent=agent, now=now, after=after, size=size)
    words = _words_of(wanted)
    shown = people if wanted.is_plain and not after else []  # who asks by fields asks for tickets
    alike = [] if after else _alike(wanted.words, people, agent=agent)
    return {
        "hits": _hits(page.rows, words, now=now),
        "people": [{"customer": one, "name": marked(one.called, words)} for one in shown],
        "alike": _hits(alike, words, now=now),
        "faults": wanted.faults,
        "next": page.next,
        "now": now,
    }  # fmt: skip


def _people(wanted: Asked, agent: Agent) -> list[Customer]:
    """Whoever may be meant by the words; nobody where tickets are asked for by their fields."""
    if not wanted.words:
        return []
    return search_customers(Customer.objects.standing().visible_to(agent), wanted.words, limit=CUSTOMERS_SHOWN)


def _page(
    wanted: Asked, people: Sequence[Customer], *, agent: Agent, now: datetime, after: str, size: int
) -> queries.Page:
    if not wanted.words and not wanted.is_plain:
        return queries.list_filtered(wanted.rest, agent=agent, now=now, after=after, size=size)
    cases = queries.filtered(wanted.rest, agent=agent, now=now)
    meant = queries.cases_meant(wanted.words, customers=people, now=now)
    return queries.search_page(cases, wanted.words, meant=meant, after=after, size=size)


def _alike(words: str, people: Sequence[Customer], *, agent: Agent) -> list[dict[str, Any]]:
    """The newest tickets of those who are only called almost so, where nobody is called so."""
    called = queries.only_alike(words, customers=people)
    cases = Case.objects.standing().visible_to(agent).filter(customer__in=called)
    return queries.list_cases(cases, size=ALIKE_SHOWN).rows if called else []


def count_found(text: str, *, agent: Agent, now: datetime) -> int:
    """How many tickets a search finds, capped: asked after its page, which does not wait for it."""
    wanted = asked(text, now=now)
    if not wanted.words:
        return 0 if wanted.is_plain else queries.count_filtered(wanted.rest, agent=agent, now=now)
    meant = queries.cases_meant(wanted.words, customers=_people(wanted, agent), now=now)
    cases = queries.filtered(wanted.rest, agent=agent, now=now)
    return queries.count_listed(queries.search_cases(cases, wanted.words, meant=meant))


def _words_of(wanted: Asked) -> set[str]:
    """What is marked: the words, and those of phrases and names among the tests."""
    tested = [value for test in each_test(wanted.rest) if test.op in {"has", "phrase"} for value in test.values]
    return set(query_words(" ".join([wanted.words, *tested])))


def _hits(raw: list[dict[str, Any]], words: set[str], *, now: datetime) -> list[dict[str, Any]]:
    said = _said(raw, words) if raw and words else {}
    return (
        [
            {"row": row, "subject": marked(one["subject"], words), "said": said.get(row["id"], "")}
            for row, one in zip(present(raw, now=now), raw, strict=True)
        ]
        if raw
        else []
    )


def marked(text: str, words: set[str]) -> SafeString:
    """The text with the words that were searched for marked, with and without their marks."""
    parts: list[str] = []
    end = 0
    text = nfc(text)
    for found in any_of(frozenset(words)).finditer(text):
        parts += [conditional_escape(text[end : found.start()]), format_html("<mark>{}</mark>", found.group())]
        end = found.end()
    return mark_safe("".join([*parts, conditional_escape(text[end:])]))  # noqa: S308 - escaped piece by piece


def _said(rows: list[dict[str, Any]], words: set[str]) -> dict[int, SafeString]:
    """For each case the piece of what was said in which most of the words stand."""
    find_in = any_of(frozenset(words)).findall
    best: dict[int, tuple[int, str]] = {}
    for case_id, noted, sent in ask(_TEXTS, [[row["id"] for row in rows]]):
        said = nfc(sent or noted or "")
        hits = find_in(said)
        if hits and (count := len(set(map(fold, hits)))) > best.get(case_id, (0, ""))[0]:
            best[case_id] = (count, said)
    return {case_id: marked(_piece(said, words), words) for case_id, (_count, said) in best.items()}


def _piece(text: str, words: set[str]) -> str:
    """The text around the first hit, on one line."""
    flat = " ".join(text.split())
    first = any_of(frozenset(words)).search(flat)
    place = first.start() if first else 0
    start = max(0, place - AROUND)
    piece = flat[start : place + AROUND * 2]
    return f"{'…' if start else ''}{piece}{'…' if len(flat) > place + AROUND * 2 else ''}"
