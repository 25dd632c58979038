"""`tantam manage`: any command of Django's, on the product's database."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.management import execute_from_command_line


def main(arguments: Sequence[str]) -> int:
    """Hand the words on to Django."""
    execute_from_command_line(["tantam manage", *arguments])
    return 0
