"""What the process room keeps: the drawings, not what ran on them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tantam.core.registry import Holdings, hold
from tantam.process.models import (
    Addressee,
    ArmedStart,
    Begun,
    Changeover,
    Comment,
    Completion,
    Connection,
    Deviation,
    Firing,
    Gathering,
    Handing,
    Incident,
    Instance,
    LoadRun,
    Mending,
    MessageDelivery,
    Mining,
    OutsideCall,
    Passage,
    PathStep,
    Process,
    PublishingRule,
    Review,
    SignalDelivery,
    StandsTrue,
    StartFault,
    Token,
    Trial,
    Turn,
    TurnValue,
    Version,
    Visit,
    VisitDay,
    VisitRollup,
    Walk,
    WalkedPath,
)
from tantam.process.queries.stays import forget_stays

hold(
    Holdings(
        app="process",
        kept=(Process, Version, Trial, Review, PublishingRule, Comment, Addressee, Connection, ArmedStart),
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
            LoadRun,
            Firing,
            Begun,
            StandsTrue,
            StartFault,
            Mining,
            WalkedPath,
            PathStep,
            Walk,
            Handing,
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
