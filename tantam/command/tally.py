"""`tantam tally`: compare the counts that are kept with what they count, and put them right; people go on working."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from tantam.command.words import say, sentence
from tantam.core.actions.tallies import all_tallies, differences, put_right


def main(arguments: Sequence[str]) -> int:
    """Print a line for each tally; 1 where one is wrong and stays so."""
    parser = argparse.ArgumentParser(prog="tantam tally", description=sentence("help-tally"))
    parser.add_argument("--mend", action="store_true", help=sentence("tally-mend"))
    is_mending = parser.parse_args(arguments).mend
    is_wrong = False
    for tally in all_tallies():
        table, places = tally._meta.db_table, put_right(tally) if is_mending else len(differences(tally))
        is_wrong = is_wrong or bool(places)
        code = "tally-exact" if not places else "tally-mended" if is_mending else "tally-wrong"
        say(code, table=table, count=places)
    return int(is_wrong and not is_mending)
