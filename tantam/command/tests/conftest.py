"""What the tests of the console share: a place the database's account can reach."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def place() -> Iterator[Path]:
    """A short folder that, when the tests run as root, the account without rights may enter."""
    folder = Path(tempfile.mkdtemp(prefix="tantam-place-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
