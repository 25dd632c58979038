"""What the desk keeps: the promises of time, not the tickets."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tantam.cases.models import (
    AnswerPromise,
    AssignmentRule,
    BulkAction,
    BulkItem,
    Case,
    CaseAccess,
    CaseLink,
    CaseSearch,
    CaseTally,
    Clock,
    Closure,
    ClosureRequest,
    Deed,
    DeedRow,
    Draft,
    DraftFile,
    Entry,
    Escalation,
    EscalationStep,
    Following,
    LevelEdition,
    Mention,
    Merge,
    Pinned,
    Problem,
    ProblemCase,
    SavedView,
    SendingChoice,
    ServiceLevel,
    Tag,
    TeamTurn,
)
from tantam.core.registry import Holdings, hold

hold(
    Holdings(
        app="cases",
        kept=(ServiceLevel, LevelEdition, EscalationStep, AssignmentRule, TeamTurn, SendingChoice, SavedView, Pinned),
        emptied=(
            Case,
            CaseAccess,
            CaseLink,
            Following,
            Mention,
            Merge,
            CaseSearch,
            CaseTally,
            Clock,
            AnswerPromise,
            Entry,
            Draft,
            DraftFile,
            BulkAction,
            BulkItem,
            Deed,
            DeedRow,
            Closure,
            ClosureRequest,
            Escalation,
            Tag,
            Problem,
            ProblemCase,
        ),
        subjects=("case", "bulk"),
        series=("case_",),
        names={
            ServiceLevel: _("Service levels"),
            SavedView: _("Saved views"),
            Case: pgettext_lazy("in numbers", "Tickets"),
            Entry: _("Lines of conversations"),
            Problem: _("Problems"),
        },
    )
)
