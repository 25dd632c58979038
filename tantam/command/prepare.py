"""What is done before the processes start: tables up to date, the demo business loaded where it is wanted."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from config import environment
from tantam.command.migrate import bring_up_to_date
from tantam.command.serve import exists


def main(arguments: Sequence[str]) -> int:
    """Prepare the database; what is there already is left as it is."""
    bring_up_to_date()
    if environment.flag("TANTAM_DEMO", default=False) and exists("tantam.demo.load"):
        importlib.import_module("tantam.demo.load").load()
    return 0
