"""What a search found, with the hits marked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from tantam.cases import queries
from tantam.cases.context.rows import present
from tantam.cases.models import Case
from tantam.cases.queries import PAGE_SIZE
from tantam.core.queries import ask
from tantam.core.values.spoken import any_of
from tantam.core.values.text import fold, nfc, query_words
from tantam.customers.models import Customer
from tantam.customers.queries import search_customers
from tantam.organisation.models import Agent

CUSTOMERS_SHOWN = 6
AROUND = 70
_TEXTS = """
SELECT entry.case_id, left(entry.text, 5000), left(message.text, 5000) FROM cases_entry AS entry
LEFT JOIN channels_message AS message ON message.id = entry.message_id
WHERE entry.case_id = ANY(%s) AND (entry.message_id IS NOT NULL OR entry.text <> '') ORDER BY entry.id
"""


def find(text: str, *, agent: Agent, now: datetime, after: str = "", size: int = PAGE_SIZE) -> dict[str, Any]:
    """Customers (on the first page) and a page of cases, newest first: what was said, and the tickets of whoever is
    named or reached so."""
    people = search_customers(Customer.objects.standing().visible_to(agent), text, limit=CUSTOMERS_SHOWN)
    meant = queries.cases_meant(text, customers=people, now=now)
    cases = Case.objects.standing().visible_to(agent)
    page = queries.search_page(cases, text, meant=meant, after=after, size=size)
    words = set(query_words(text))
    said = _said(page.rows, words)
    rows = present(page.rows, now=now)
    return {
        "hits": [{"row": row, "subject": marked(raw["subject"], words), "said": said.get(row["id"], "")}
                 for row, raw in zip(rows, page.rows, strict=True)],
        "people": [{"customer": one, "name": marked(one.called, words)} for one in ([] if after else people)],
        "next": page.next,
        "now": now,
    }  # fmt: skip


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
