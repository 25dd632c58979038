"""The verbs about customers."""

from tantam.customers.actions.contact import BelongsToAnother, add_contact_point
from tantam.customers.actions.identify import find, find_all, identify

__all__ = ["BelongsToAnother", "add_contact_point", "find", "find_all", "identify"]
