from __future__ import annotations

from django.db import models

from tantam.organisation.models import Agent

#: The longest name of a tag, in letters, and the most tags on one ticket.
LONGEST, MOST = 40, 20


class Tag(models.Model):
    """A word that people put on tickets (nhãn). Tickets hold the keys of theirs in `Case.tag_ids`.

    `folded` is the name without diacritics and capitals: there are no two that read alike.
    """

    name = models.CharField(max_length=LONGEST)
    folded = models.CharField(max_length=LONGEST, unique=True)
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
