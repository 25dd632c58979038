"""Empty all tables of customers' data at once, as each app declares its own in `holdings`."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import Count, F, Model

from tantam.core.actions.numbers import begin_again
from tantam.core.actions.wake import wake
from tantam.core.models import StoredFile
from tantam.core.registry import all_holdings
from tantam.core.values.memory import forget_all

_FORGET_FACTS = "DELETE FROM core_fact WHERE split_part(subject, ':', 1) = ANY(%s)"
_FORGET_DELIVERIES = "DELETE FROM core_delivery d WHERE NOT EXISTS (SELECT FROM core_fact f WHERE f.id = d.fact_id)"


def empty_business_data(*, now: datetime) -> None:
    """Throw away what came from and about customers; settings of the business stay. In the caller's transaction.

    Facts about what is gone go too; those left are sealed anew. Files that nothing kept refers to are erased by a job
    after the commit. Other transactions on these tables are waited for, and may lose or win a deadlock against this
    one: the caller tries again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('core.seal'))")
        # checks still put off would keep a table from being truncated
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {', '.join(_tables())}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # as they are made: rows that wait are written in any order
        cursor.execute(_FORGET_FACTS, [[kind for held in all_holdings() for kind in held.subjects]])
        cursor.execute(_FORGET_DELIVERIES)
        cursor.execute("UPDATE core_fact SET seal_id = NULL WHERE seal_id IS NOT NULL")
    forget_all()
    for held in all_holdings():
        for series in held.series:
            begin_again(series)
        if held.tidy:
            held.tidy(now)
    _recount_files()
    wake("core.erase_files")


def _tables() -> list[str]:
    return [
        connection.ops.quote_name(model._meta.db_table)
        for held in all_holdings()
        for model in held.emptied
        if not model._meta.proxy
    ]


def _recount_files() -> None:
    """Count who still refers to each file."""
    StoredFile.objects.exclude(references=0).update(references=0)
    for model, field in _owners_of_files():
        rows = model._default_manager.exclude(**{field: None}).order_by().values(field)
        for row in rows.annotate(count=Count("pk")):
            StoredFile.objects.filter(pk=row[field]).update(references=F("references") + row["count"])


def _owners_of_files() -> list[tuple[type[Model], str]]:
    return [
        (model, field.name)
        for held in all_holdings()
        for model in held.kept
        for field in model._meta.concrete_fields
        if field.related_model is StoredFile
    ]
