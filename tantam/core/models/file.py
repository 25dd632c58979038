from __future__ import annotations

from django.db import models


class StoredFile(models.Model):
    """The bytes of a file, kept once by content; `references` rows point to it, at none it is erased."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    references = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(references=0), name="core_file_unreferenced"),
        ]

    def __str__(self) -> str:
        return self.sha256

    @property
    def path(self) -> str:
        """Where the storage keeps it."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"
