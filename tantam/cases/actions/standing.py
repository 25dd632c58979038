"""Where a ticket lives on: itself, or the one it was merged into."""

from __future__ import annotations

from tantam.cases.actions.at_hand import at_hand, take_up
from tantam.cases.models import Case


def standing_case(case: Case) -> Case:
    """The case at hand that this one lives on in: locked until the end of the unit of work.

    As it was read, so it is looked for, without a lock on the merged one: the locks of a merge are taken in the order
    of their ids, and whoever held that one and waited for the other would be in its way.
    """
    held = at_hand(case.merged_into_id) if case.merged_into_id else take_up(case, or_merged=True)
    while held.merged_into_id is not None:  # merged since
        held = at_hand(held.merged_into_id)
    return held
