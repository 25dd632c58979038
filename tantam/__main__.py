"""The console script, also as `python -m tantam`."""

from __future__ import annotations

import sys

from tantam.command.main import main

if __name__ == "__main__":
    sys.exit(main())
