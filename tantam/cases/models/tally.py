from __future__ import annotations

from typing import ClassVar

from django.db import models

from tantam.cases.models.case import HeldQuerySet
from tantam.core.models import Tally


class CaseTallyQuerySet(HeldQuerySet["CaseTally"]):
    pass


class CaseTally(Tally):
    """How many open cases each person holds (none: nobody), by team, branch, state and whether it is private.

    When they are due is not in it, as that changes by the minute: what is due by some time is counted from the index
    `cases_open_by_time`, which holds them in this order. Its columns are called as those of a case, so that the lists
    and their counts ask by the same conditions. Kept by triggers of the migrations 0020 and 0030.
    """

    KEYS: ClassVar[tuple[str, ...]] = ("assignee_id", "team_id", "branch_id", "state", "is_private")
    COUNTS: ClassVar[tuple[str, ...]] = ("cases",)
    TRUTH: ClassVar[str] = """
        SELECT assignee_id, team_id, branch_id, state, is_private, count(*) FROM cases_case
        WHERE merged_into_id IS NULL AND state IN ('open', 'waiting')
        GROUP BY assignee_id, team_id, branch_id, state, is_private
    """

    assignee = models.BigIntegerField(null=True, db_column="assignee_id")
    team = models.BigIntegerField(null=True, db_column="team_id")
    branch = models.BigIntegerField(null=True, db_column="branch_id")
    state = models.CharField(max_length=10)
    is_private = models.BooleanField(default=False, db_default=False)
    cases = models.IntegerField()

    objects = CaseTallyQuerySet.as_manager()

    class Meta(Tally.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["assignee", "team", "branch", "state"], include=["cases"], name="cases_open_tallied"),
        ]

    def __str__(self) -> str:
        return f"{self.cases} {self.state} of {self.assignee}"
