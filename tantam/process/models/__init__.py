"""Processes, their versions, what runs on them and where it stands."""

from tantam.process.models.beginning import ArmedStart, Begun, Firing, StandsTrue, StartFault
from tantam.process.models.changeover import Changeover, Passage
from tantam.process.models.completion import Completion
from tantam.process.models.connection import Connection
from tantam.process.models.gathering import Gathering
from tantam.process.models.load_run import LoadRun
from tantam.process.models.mined import Handing, Mining, PathStep, Walk, WalkedPath
from tantam.process.models.outside import OutsideCall
from tantam.process.models.process import Addressee, Comment, Process, Version
from tantam.process.models.review import PublishingRule, Review
from tantam.process.models.running import (
    Deviation,
    Incident,
    Instance,
    Mending,
    MessageDelivery,
    SignalDelivery,
    Token,
    TokenQuerySet,
    Visit,
)
from tantam.process.models.summed import VisitDay, VisitRollup
from tantam.process.models.tally import PlaceTally
from tantam.process.models.trial import Trial
from tantam.process.models.turn import Turn, TurnValue

__all__ = [
    "Addressee",
    "ArmedStart",
    "Begun",
    "Changeover",
    "Comment",
    "Completion",
    "Connection",
    "Deviation",
    "Firing",
    "Gathering",
    "Handing",
    "Incident",
    "Instance",
    "LoadRun",
    "Mending",
    "MessageDelivery",
    "Mining",
    "OutsideCall",
    "Passage",
    "PathStep",
    "PlaceTally",
    "Process",
    "PublishingRule",
    "Review",
    "SignalDelivery",
    "StandsTrue",
    "StartFault",
    "Token",
    "TokenQuerySet",
    "Trial",
    "Turn",
    "TurnValue",
    "Version",
    "Visit",
    "VisitDay",
    "VisitRollup",
    "Walk",
    "WalkedPath",
]
