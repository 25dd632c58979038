"""What was done, set against the drawing: computed beside everything else, a little at a time.

A round of a version reads the runs that have ended since the last one, then aligns the paths that nobody has walked
before. Both go in small transactions and go on where they were left.
"""

from tantam.process.actions.mining.rounds import BUDGET_SECONDS, STATES, mine, want_round

__all__ = ["BUDGET_SECONDS", "STATES", "mine", "want_round"]
