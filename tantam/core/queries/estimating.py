"""How many rows a question will find, as PostgreSQL expects: the cost of planning it, not of asking it."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet


def estimated(rows: QuerySet[Any, Any]) -> int:
    """About how many rows these are; good for one condition, poor for several that depend on each other."""
    plan = json.loads(rows.order_by().values("pk").explain(format="json"))
    return int(plan[0]["Plan"]["Plan Rows"])
