"""Where the public conformance sets lie; they are read in place and never copied."""

import os
from pathlib import Path
from typing import Final

CORPORA: Final = Path(os.environ.get("TANTAM_CORPORA") or Path(__file__).parents[4].parent / "shared" / "corpora")
