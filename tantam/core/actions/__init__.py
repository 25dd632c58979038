"""The verbs of the ground floor: record and tell facts, wake jobs, keep files, draw numbers."""

from tantam.core.actions.files import keep, release
from tantam.core.actions.live import announce
from tantam.core.actions.numbers import next_number, next_numbers
from tantam.core.actions.record import record, record_alike, record_all
from tantam.core.actions.unit import unit
from tantam.core.actions.wake import wake

__all__ = [
    "announce",
    "keep",
    "next_number",
    "next_numbers",
    "record",
    "record_alike",
    "record_all",
    "release",
    "unit",
    "wake",
]
