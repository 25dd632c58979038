"""The verbs of the organisation: set up, sign in, approve, appoint, issue keys."""

from tantam.organisation.actions.approving import ask_approval, decide, withdraw_approvals
from tantam.organisation.actions.empowering import GoesInACircle, NotYourOwn, empower, may_empower
from tantam.organisation.actions.people import (
    AlreadyAppointed,
    LastAdministrator,
    NewPerson,
    Position,
    UsernameTaken,
    add_person,
    appoint,
    change_password,
    choose_look,
    end_appointment,
    let_go,
)
from tantam.organisation.actions.setting_up import NewBusiness, set_up
from tantam.organisation.actions.signing_in import TooManyFailures, WrongPassword, check_password
from tantam.organisation.actions.tokens import forget_answers, issue_token, revoke_token, set_aside, use_token

__all__ = [
    "AlreadyAppointed",
    "GoesInACircle",
    "LastAdministrator",
    "NewBusiness",
    "NewPerson",
    "NotYourOwn",
    "Position",
    "TooManyFailures",
    "UsernameTaken",
    "WrongPassword",
    "add_person",
    "appoint",
    "ask_approval",
    "change_password",
    "check_password",
    "choose_look",
    "decide",
    "empower",
    "end_appointment",
    "forget_answers",
    "issue_token",
    "let_go",
    "may_empower",
    "revoke_token",
    "set_aside",
    "set_up",
    "use_token",
    "withdraw_approvals",
]
