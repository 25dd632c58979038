"""Forms of the front door and of the settings."""

from tantam.organisation.forms.hours import ClosedDaysForm, SpecialDaysForm, WeekForm
from tantam.organisation.forms.people import (
    DutiesForm,
    LeavingForm,
    LookForm,
    PasswordForm,
    PersonForm,
    PositionForm,
    SetUpForm,
    SignInForm,
    TokenForm,
)
from tantam.organisation.forms.places import BranchForm, BusinessForm, TeamForm
from tantam.organisation.forms.webhooks import WebhookForm

__all__ = [
    "BranchForm",
    "BusinessForm",
    "ClosedDaysForm",
    "DutiesForm",
    "LeavingForm",
    "LookForm",
    "PasswordForm",
    "PersonForm",
    "PositionForm",
    "SetUpForm",
    "SignInForm",
    "SpecialDaysForm",
    "TeamForm",
    "TokenForm",
    "WebhookForm",
    "WeekForm",
]
