"""The same done to many tickets: chosen, looked at beforehand, worked off in batches, taken back."""

from tantam.cases.actions.bulk.choosing import BulkPreview, choose_many, forget_bulk, preview_bulk
from tantam.cases.actions.bulk.running import (
    AT_ONCE,
    begin_bulk,
    carry_on_bulk,
    carry_on_one,
    stop_bulk,
    take_bulk_back,
)
from tantam.cases.actions.bulk.verbs import VERBS, BulkVerb

__all__ = [
    "AT_ONCE",
    "VERBS",
    "BulkPreview",
    "BulkVerb",
    "begin_bulk",
    "carry_on_bulk",
    "carry_on_one",
    "choose_many",
    "forget_bulk",
    "preview_bulk",
    "stop_bulk",
    "take_bulk_back",
]
