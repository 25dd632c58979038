"""The verbs of the organisation: set up, sign in, approve."""

from tantam.organisation.actions.approving import ask_approval, decide
from tantam.organisation.actions.setting_up import NewBusiness, set_up
from tantam.organisation.actions.signing_in import TooManyFailures, WrongPassword, check_password

__all__ = [
    "NewBusiness",
    "TooManyFailures",
    "WrongPassword",
    "ask_approval",
    "check_password",
    "decide",
    "set_up",
]
