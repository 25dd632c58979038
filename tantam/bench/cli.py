"""What is measured inside one prepared database; `tantam.command.bench` makes it and calls this in its own process."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from tantam.bench import explain, mails, mining, moving, pages, running, steps
from tantam.bench.data.load import fill_gaps, load, sum_up
from tantam.bench.meter import memory_yardstick, yardstick
from tantam.bench.report import Figure, as_rows, yardsticks
from tantam.core.actions.tallies import all_tallies, differences, fold

Part = Callable[[str], Iterator[Figure]]
PARTS: dict[str, Part] = {
    "pages": lambda on: pages.measure(on=on),
    "steps": lambda on: steps.measure_stored(on=on),
    "running": lambda on: running.measure(on=on),
    "mail": lambda on: mails.measure(on=on),
    "mining": lambda on: mining.measure(on=on),
    "moving": lambda on: moving.measure(on=on),
    "engine": lambda on: steps.measure_pure(),
}


def prepare(size: int) -> None:
    """Make the tables and load so many cases."""
    bring_up_to_date()
    load(size)


def bring_up_to_date() -> None:
    """Make the tables of a database, or change a kept one's to those of this version."""
    call_command("migrate", verbosity=0)
    sum_up()


def measure(parts: Sequence[str], *, on: str, into: Path) -> None:
    """Measure these parts and write the figures as JSON, with how fast the processor was meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # what was measured before left its dead rows; nothing else clears them here
    fill_gaps()
    for tally in all_tallies():
        fold(tally)  # as the worker does every few seconds
    before = yardstick()
    figures = [figure for part in parts for figure in PARTS[part](on)]
    figures.append(_kept_counts(on))
    figures = [*yardsticks(on, before=before, after=yardstick(), memory=memory_yardstick()), *figures]
    into.write_text(json.dumps(as_rows(figures), ensure_ascii=False))


def _kept_counts(on: str) -> Figure:
    """At how many places the tallies say something else than what they count, after all that was measured."""
    wrong = {tally._meta.db_table: len(differences(tally)) for tally in all_tallies()}
    what, note = "counts that are kept, wrong", ", ".join(wrong)
    return Figure(what=what, on=on, unit="places", value=sum(wrong.values()), at_most=0, note=note)


def show_plans() -> None:
    """Print how PostgreSQL answers the hot pages."""
    for line in explain.explain():
        sys.stdout.write(line + "\n")
