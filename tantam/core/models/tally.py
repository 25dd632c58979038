from __future__ import annotations

from typing import ClassVar

from django.db import models


class Tally(models.Model):
    """Counts that are kept while what they count changes, so that asking does not grow with it.

    Triggers add rows of plus and minus in the transaction of each change; nobody ever changes a row, so nobody waits
    for anybody. Whoever asks sums the rows up in one statement and gets what is true at that moment, to the last row.
    The worker folds rows of one place into one (`core.actions.tallies`).

    Attributes:
        KEYS: the columns that say what is counted.
        COUNTS: the columns that are summed up.
        TRUTH: the same counts from the rows themselves: a statement that gives KEYS and COUNTS, in this order.
    """

    KEYS: ClassVar[tuple[str, ...]]
    COUNTS: ClassVar[tuple[str, ...]]
    TRUTH: ClassVar[str]

    class Meta:
        abstract = True
