"""The verbs about customers."""

from tantam.customers.actions.contact import BelongsToAnother, add_contact_point, dismiss_contact
from tantam.customers.actions.house import the_house
from tantam.customers.actions.identify import Newcomer, find, find_all, identify, identify_all
from tantam.customers.actions.profile import (
    Profile,
    change_profile,
    end_service_note,
    hand_over_customers,
    move_customers,
    write_service_note,
)

__all__ = [
    "BelongsToAnother",
    "Newcomer",
    "Profile",
    "add_contact_point",
    "change_profile",
    "dismiss_contact",
    "end_service_note",
    "find",
    "find_all",
    "hand_over_customers",
    "identify",
    "identify_all",
    "move_customers",
    "the_house",
    "write_service_note",
]
