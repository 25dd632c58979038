"""What the console says, in both languages. Modules raise `Trouble` with a code; only `main` turns it into words."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from tantam.command.sentences import SENTENCES


class Trouble(Exception):
    """Something the person at the console must know or mend; said in their language, without a traceback."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return sentence(self.code, **self.values)


def language() -> str:
    """Return `vi` or `en`: TANTAM_LANG (set by `--lang`), else the locale of the terminal, else English."""
    for name in ("TANTAM_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name, ""):
            return "vi" if value.lower().startswith("vi") else "en"
    return "en"


def sentence(code: str, **values: object) -> str:
    """Return the sentence with this code, filled in, in the language of the terminal."""
    vietnamese, english = SENTENCES[code]
    return (vietnamese if language() == "vi" else english).format(**values)


def say(code: str, **values: object) -> None:
    """Write a sentence to standard output."""
    write(sentence(code, **values))


def write(line: str, *, to: TextIO | None = None) -> None:
    """Write a line and let it be seen at once, whatever the terminal's encoding can show."""
    stream = to or sys.stdout
    encoding = stream.encoding or "utf-8"
    stream.write(line.encode(encoding, "replace").decode(encoding) + "\n")
    stream.flush()
