"""The verbs of the sample business: leave it for real data; remember what somebody tried in it."""

from tantam.demo.actions.beginning import Beginning, Begun, NoSample, begin_with_real_data
from tantam.demo.actions.noting import dismiss_hints, note_seen, want_hints

__all__ = [
    "Beginning",
    "Begun",
    "NoSample",
    "begin_with_real_data",
    "dismiss_hints",
    "note_seen",
    "want_hints",
]
