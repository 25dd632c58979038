"""Who looks after a case: by hand, by taking it, or by the process; each automatic choice explains itself."""

from tantam.cases.actions.assigning.choosing import assign_least_loaded
from tantam.cases.actions.assigning.giving import assign, hand_over_cases, leave_place

__all__ = ["assign", "assign_least_loaded", "hand_over_cases", "leave_place"]
