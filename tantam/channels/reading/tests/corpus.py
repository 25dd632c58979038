"""Test material from outside, read in place; tests that need it are skipped where it is absent."""

import json
import os
from pathlib import Path
from typing import Any

BASE = Path(__file__).resolve().parents[4]
CORPORA = Path(os.environ.get("TANTAM_CORPORA") or BASE / ".." / "shared" / "corpora")
EXPECTATIONS = Path(__file__).parent / "expectations"


def expectations(name: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((EXPECTATIONS / f"{name}.json").read_text())
    return found
