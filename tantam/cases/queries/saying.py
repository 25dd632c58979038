"""What was said in a ticket, as a condition: words by the search index, a phrase word by word, whatever its marks."""

from __future__ import annotations

from itertools import pairwise

from django.db.models import BooleanField, F, Func, Q, TextField, Value

from tantam.cases.queries.searching import few_ids
from tantam.core.values.spoken import one_after_other
from tantam.core.values.text import all_of, query_terms, query_words


class _Says(Func):
    """Whether the search row of a case holds these terms; `OFFSET 0` keeps PostgreSQL from looking all of them up."""

    template = "EXISTS (SELECT FROM cases_casesearch said WHERE said.case_id = %(expressions)s::tsquery OFFSET 0)"
    arg_joiner = " AND said.terms @@ "
    output_field = BooleanField()


class _SaysSo(Func):
    """Whether somebody said so in the conversation: of what is too common for the index's pairs to tell."""

    template = (
        "EXISTS (SELECT FROM cases_entry line LEFT JOIN channels_message sent ON sent.id = line.message_id "
        "WHERE line.case_id = %(expressions)s OFFSET 0)"
    )
    arg_joiner = " AND coalesce(nullif(sent.text, ''), line.text) ~* "
    output_field = BooleanField()


class _Spelt(Func):
    template = "%(expressions)s"
    arg_joiner = " ~* "
    output_field = BooleanField()


def said_so(text: str, *, is_phrase: bool = False) -> Q:
    """Where these words were said, wherever; as a phrase, one after the other."""
    terms = query_terms(text)
    if not terms:
        return Q(pk__in=[])
    found = _with_terms(terms)
    words = query_words(text)
    if is_phrase and len(words) > 2:
        pattern = Value(one_after_other(words), output_field=TextField())
        found &= Q(_SaysSo(F("pk"), pattern)) | Q(_Spelt(F("subject"), pattern))
    return found


def said_in_subject(text: str, *, is_phrase: bool = False) -> Q:
    """Where these words stand in the subject."""
    words = query_words(text)
    if not words:
        return Q(pk__in=[])
    groups = [words] if is_phrase else [[word] for word in words]
    found = _with_terms([*words, *(f"{one}_{two}" for one, two in pairwise(words) if is_phrase)])
    for group in groups:
        found &= Q(_Spelt(F("subject"), Value(one_after_other(group), output_field=TextField())))
    return found


def _with_terms(terms: list[str]) -> Q:
    query = all_of(terms)
    few = few_ids(query)
    return Q(pk__in=few) if few is not None else Q(_Says(F("pk"), Value(query, output_field=TextField())))
