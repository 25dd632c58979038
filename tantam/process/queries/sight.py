"""Which subjects of runs a reader may see, as the apps above say."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import BigIntegerField, CharField, Model, QuerySet, Value
from django.db.models.functions import Cast, Concat, StrIndex, Substr

from tantam.organisation.models import Agent
from tantam.process.registry import listers

Row = TypeVar("Row", bound=Model)


def in_sight(rows: QuerySet[Row], agent: Agent, *, of: str = "subject") -> QuerySet[Row]:
    """Those of `rows` whose subject (the column `of`) the agent may see."""
    found: QuerySet[Row, Row] = rows
    for kind, lister in listers().items():
        seen = lister.visible(agent)
        if seen is None:
            hidden = lister.hidden(agent).annotate(
                said=Concat(Value(f"{kind}:"), Cast("pk", CharField()), output_field=CharField())
            )
            found = found.exclude(**{f"{of}__in": hidden.values("said")})
            continue
        key = Cast(Substr(of, StrIndex(of, Value(":")) + 1), BigIntegerField())
        found = found.filter(**{f"{of}__startswith": f"{kind}:"})
        found = found.alias(subject_id=key).filter(subject_id__in=seen)  # type: ignore[assignment]  # an alias is a Row
    return found
