"""`python -m tantam.process.conformance SET FOLDER`: lines for the reader, one line of JSON last.

Exits with 0 if the set ran, whatever it found; 2 for wrong usage.
"""

import json
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from .verdict import Verdict

MODULES: Final = {"betsy": "betsy", "dmn-tck": "dmn_tck", "miwg": "miwg", "sla": "sla"}
USAGE: Final = (
    "Cách dùng: make conformance SET={sets} DIR=thư-mục\nUsage: make conformance SET={sets} DIR=folder\n".format(
        sets="|".join(MODULES)
    )
)


def runner_of(name: str) -> Callable[[Path], Verdict]:
    """The runner of a set; ImportError where it has none."""
    run: Callable[[Path], Verdict] = import_module(f"{__package__}.{MODULES[name]}").run
    return run


def main(arguments: Sequence[str]) -> int:
    """Run a set and print what it found."""
    if len(arguments) != 2 or arguments[0] not in MODULES or not Path(arguments[1]).is_dir():
        sys.stderr.write(USAGE)
        return 2
    verdict = runner_of(arguments[0])(Path(arguments[1]))
    for line in verdict.notes:
        sys.stdout.write(line + "\n")
    sys.stdout.write(json.dumps(verdict.as_dict(), ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
