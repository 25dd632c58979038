"""`tantam demo`: load the demo business into an empty database, and name its accounts."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from tantam.command.database import data_folder, django
from tantam.command.serve import wants_demo
from tantam.command.words import Trouble, sentence


def main(arguments: Sequence[str]) -> int:
    """Load it unless it is there. Raises Trouble `demo-not-here` in a folder that was begun without it."""
    argparse.ArgumentParser(prog="tantam demo", description=sentence("help-demo")).parse_args(arguments)
    if not wants_demo(data_folder(), asked=True):
        raise Trouble("demo-not-here", folder=data_folder())
    os.environ["TANTAM_DEMO"] = "1"
    with django():
        from tantam.command import prepare

        prepare.main([])
        return prepare.tell_accounts([])
