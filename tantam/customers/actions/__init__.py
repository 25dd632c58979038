"""The verbs about customers."""

from tantam.customers.actions.contact import BelongsToAnother, add_contact_point
from tantam.customers.actions.identify import Newcomer, find, find_all, identify, identify_all

__all__ = ["BelongsToAnother", "Newcomer", "add_contact_point", "find", "find_all", "identify", "identify_all"]
