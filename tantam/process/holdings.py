"""What the process room keeps: the drawings, not what ran on them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tantam.core.registry import Holdings, hold
from tantam.process.models import (
    Changeover,
    Comment,
    Completion,
    Connection,
    Deviation,
    Gathering,
    Incident,
    Instance,
    Mending,
    MessageDelivery,
    OutsideCall,
    Passage,
    Process,
    SignalDelivery,
    Token,
    Turn,
    TurnValue,
    Version,
    Visit,
    VisitDay,
    VisitRollup,
)
from tantam.process.queries.stays import forget_stays

hold(
    Holdings(
        app="process",
        kept=(Process, Version, Comment, Connection),
        emptied=(
            Changeover,
            Passage,
            Instance,
            Token,
            Completion,
            Turn,
            TurnValue,
            Visit,
            VisitDay,
            VisitRollup,
            Incident,
            Mending,
            Deviation,
            SignalDelivery,
            MessageDelivery,
            OutsideCall,
            Gathering,
        ),
        names={
            Process: _("Processes, with steps and scripts"),
            Version: _("Versions of processes"),
            Instance: _("Runs of processes"),
            Visit: _("Stays at steps"),
        },
        tidy=lambda now: forget_stays(),
    )
)
