"""The demo has no tables; who tried what in it is forgotten with its data."""

from __future__ import annotations

from tantam.core.registry import Holdings, hold

hold(Holdings(app="demo", subjects=("sample",)))
