"""What is done before the processes start: tables up to date, the demo business loaded where it is wanted."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from config import environment
from tantam.command.database import data_folder
from tantam.command.migrate import bring_up_to_date
from tantam.command.serve import exists, mark_as_real
from tantam.command.words import say, write
from tantam.organisation.models import Business
from tantam.organisation.queries import is_sample_business


def main(arguments: Sequence[str]) -> int:
    """Prepare the database; what is there already is left as it is."""
    bring_up_to_date()
    if environment.flag("TANTAM_DEMO", default=False) and exists("tantam.demo.load"):
        if not Business.objects.exists():
            say("demo-loading")
        importlib.import_module("tantam.demo.load").load()
        if not is_sample_business():
            mark_as_real(data_folder())
    return 0


def tell_accounts(arguments: Sequence[str]) -> int:
    """Print the demo's accounts, where there are any; the first argument is where its pages are, if they run."""
    is_demo = environment.flag("TANTAM_DEMO", default=False) and is_sample_business()
    if is_demo and exists("tantam.demo.accounts"):
        for line in importlib.import_module("tantam.demo.accounts").lines(address="".join(arguments[:1])):
            write(line)
    return 0
