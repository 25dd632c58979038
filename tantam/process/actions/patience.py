"""How long a failing action is waited for, as its settings say."""

from __future__ import annotations

from tantam.process.engine import changes as did
from tantam.process.values.patience import BadPatience, Patience, patience_of


def patience_for(request: did.ActionRequested) -> Patience:
    """The patience that the settings ask for, the usual one where they say nothing usable."""
    try:
        return patience_of(dict(request.settings))
    except BadPatience:  # the check of the drawing warned of it
        return Patience()
