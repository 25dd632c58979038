"""Questions of the ground floor, and how a question that is asked with every page is asked cheaply."""

from tantam.core.queries.among import Among
from tantam.core.queries.asking import ask
from tantam.core.queries.estimating import estimated
from tantam.core.queries.kept import Kept, settled
from tantam.core.queries.wanted import forget_wanted, is_wanted_outside

__all__ = ["Among", "Kept", "ask", "estimated", "forget_wanted", "is_wanted_outside", "settled"]
