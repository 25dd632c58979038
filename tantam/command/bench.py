"""`tantam bench`: measure the product on data of its own, in an embedded PostgreSQL of its own."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from config import environment
from tantam.bench.report import Figure, as_rows, middle_of, missing, ratios
from tantam.command.database import data_folder
from tantam.command.postgres import Cluster
from tantam.command.words import sentence, write

SIZES = "10000,100000"
KEPT_FROM = 1_000_000
RATIO = 1.3
#: How often two sizes are measured in turn to be compared.
ROUNDS = 3
PARTS = ("engine", "pages", "steps", "running", "mail", "mining", "moving", "memory", "desk")
# Loading writes much at once; nothing else differs from the everyday settings.
OPTIONS = {"max_wal_size": "4GB", "autovacuum": "off"}


def main(arguments: Sequence[str]) -> int:
    """Print the table, then one line of JSON; 1 when something could not be measured, however slow the rest is."""
    options = _options(arguments)
    sizes = [int(size) for size in str(options.size).split(",")]
    folder = data_folder() / "bench"
    folder.mkdir(exist_ok=True)
    os.environ["TANTAM_DATA"] = str(folder / "product")
    cluster = Cluster(folder / "postgres", options=OPTIONS)
    with cluster.use():
        if options.what == ["explain"]:
            _load(cluster, sizes[0])
            return _inside(cluster, sizes[0], "show_plans()")
        figures = _measure(cluster, sizes, parts=options.what or PARTS)
    _tell(figures, into=options.json)
    return int(any(figure.value is None for figure in figures))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tantam bench", description=sentence("help-bench"))
    parser.add_argument("what", nargs="*", help=" ".join([*PARTS, "explain"]))
    parser.add_argument("--size", default=environment.text("SIZE", SIZES), help=SIZES)
    parser.add_argument("--json", type=Path, default=None, metavar="FILE")
    options = parser.parse_args(arguments)
    if unknown := set(options.what) - {*PARTS, "explain"}:
        parser.error(", ".join(sorted(unknown)))
    return options


def _measure(cluster: Cluster, sizes: Sequence[int], *, parts: Sequence[str]) -> list[Figure]:
    figures: list[Figure] = []
    if "memory" in parts:
        from tantam.command.bench_memory import measure

        figures += measure(data_folder())
    wanted = [part for part in parts if part not in {"memory", "desk"}]
    if wanted:
        figures += middle_of(_rounds(cluster, sizes, wanted))
    if "desk" in parts:
        figures += _at_desks(cluster, sizes[-1], is_loaded=bool(wanted))
    named = [f"{size:,} cases" for size in sizes]
    for larger in named[1:]:
        figures += ratios(figures, small=named[0], large=larger, at_most=RATIO)
    return figures


def _at_desks(cluster: Cluster, size: int, *, is_loaded: bool) -> list[Figure]:
    from tantam.command.bench_desk import measure

    if not is_loaded:
        _load(cluster, size)
    return measure(data_folder() / "desk", url=cluster.url(_name(size)), on=f"{size:,} cases")


def _rounds(cluster: Cluster, sizes: Sequence[int], parts: Sequence[str]) -> list[list[Figure]]:
    """Measure the sizes in turn, several times: what else the machine does meanwhile then falls on each of them."""
    for size in sizes:
        _load(cluster, size)
    rounds: list[list[Figure]] = []
    for number in range(ROUNDS if len(sizes) > 1 else 1):
        rounds.append([])
        for position, size in enumerate(sizes):
            wanted = [part for part in parts if _is_due(part, number=number, position=position)]
            if wanted:
                rounds[-1] += _figures(cluster, size, wanted)
    return rounds


def _is_due(part: str, *, number: int, position: int) -> bool:
    """What needs no data is measured once, what goes through all of it once a size."""
    return number == 0 and (part == "moving" or position == 0) if part in {"engine", "moving"} else True


def _load(cluster: Cluster, size: int) -> None:
    """Fill the database of this size anew; the largest is loaded once and kept."""
    name = _name(size)
    mark = Path(os.environ["TANTAM_DATA"]) / f"{name}.loaded"
    if size >= KEPT_FROM and mark.exists():
        if code := _inside(cluster, size, "bring_up_to_date()"):
            raise SystemExit(code)
        return
    cluster.run("dropdb", "--if-exists", "--force", name)
    cluster.ensure_database(name)
    if code := _inside(cluster, size, f"prepare({size})"):
        raise SystemExit(code)
    mark.parent.mkdir(exist_ok=True)
    mark.touch()


def _figures(cluster: Cluster, size: int, parts: Sequence[str]) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "figures.json"
        on = f"{size:,} cases"
        code = _inside(cluster, size, f"measure({list(parts)!r}, on={on!r}, into=Path({str(found)!r}))")
        if code or not found.exists():
            return [missing(" ".join(parts), on=on, note=f"the measurement ended with {code}")]
        return [_figure(row) for row in json.loads(found.read_text())]


def _figure(row: dict[str, Any]) -> Figure:
    row.pop("is_met")
    return Figure(**row)


def _inside(cluster: Cluster, size: int, call: str) -> int:
    """Call a function of `tantam.bench.cli` in a fresh process on the database of this size."""
    code = (
        "from pathlib import Path\nfrom tantam.command.database import set_up\nset_up()\n"
        f"from tantam.bench.cli import *\n{call}\n"
    )
    variables = {**os.environ, "DATABASE_URL": cluster.url(_name(size)), "TANTAM_LOG_LEVEL": "ERROR"}
    variables |= {"TANTAM_DEMO": "0", "TANTAM_DEBUG": "0"}
    return subprocess.run([sys.executable, "-c", code], env=variables, check=False).returncode  # noqa: S603


def _name(size: int) -> str:
    return f"cases_{size}"


def _tell(figures: Sequence[Figure], *, into: Path | None) -> None:
    for figure in figures:
        write(figure.line())
    text = json.dumps(as_rows(list(figures)), ensure_ascii=False)
    if into:
        into.write_text(text + "\n")
    write(text)
