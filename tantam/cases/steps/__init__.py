"""What a diagram may call on a case, what its conditions may see, and how the case follows it.

Rooms: `verbs` (the steps), `choosing` (what their settings offer), `following` (data, locks, how a case goes along),
`beginning` (crowds), `meanings` (names in words). Importing them is what makes them known.
"""

from tantam.cases.steps import beginning, following, meanings, verbs

__all__ = ["beginning", "following", "meanings", "verbs"]
