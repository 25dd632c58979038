"""Who looks after a case: by hand, by taking it, or by the process; each automatic choice explains itself."""

from tantam.cases.actions.assigning.choosing import assign_by_rule, assign_head
from tantam.cases.actions.assigning.giving import assign, hand_over_cases, leave_place
from tantam.cases.actions.assigning.rerouting import hand_out_waiting, reroute, reroute_absent, take_next
from tantam.cases.actions.assigning.ruling import RulePlan, keep_rule

__all__ = [
    "RulePlan",
    "assign",
    "assign_by_rule",
    "assign_head",
    "hand_out_waiting",
    "hand_over_cases",
    "keep_rule",
    "leave_place",
    "reroute",
    "reroute_absent",
    "take_next",
]
