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
    LoadRun,
    MessageDelivery,
    OutsideCall,
    Passage,
    Process,
    SignalDelivery,
    Token,
    Version,
    Visit,
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
            Visit,
            VisitRollup,
            Incident,
            Deviation,
            SignalDelivery,
            MessageDelivery,
            OutsideCall,
            Gathering,
            LoadRun,
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
