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
    MessageDelivery,
    OutsideCall,
    Passage,
    Process,
    PublishingRule,
    Review,
    SignalDelivery,
    Token,
    Trial,
    Version,
    Visit,
    VisitDay,
    VisitRollup,
)
from tantam.process.queries.stays import forget_stays

hold(
    Holdings(
        app="process",
        kept=(Process, Version, Trial, Review, PublishingRule, Comment, Connection),
        emptied=(
            Changeover,
            Passage,
            Instance,
            Token,
            Completion,
            Visit,
            VisitDay,
            VisitRollup,
            Incident,
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
