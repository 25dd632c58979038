"""Ready-made processes to start from: complete BPMN files in both languages, read only; who takes one gets a copy."""

from __future__ import annotations

from tantam.process.gallery.fitting import fitted
from tantam.process.gallery.shelf import Ready, TeamNamed, ready_made, ready_named

__all__ = ["Ready", "TeamNamed", "fitted", "ready_made", "ready_named"]
