"""How the studio's catalogue shows an action and asks for its settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tantam.process.values.patience import ATTEMPTS, INTERVAL, BadPatience, patience_of

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A setting of an action as the studio asks for it; `kind` is text, textarea, number, choice, boolean or duration.

    `choices` are pairs of value and label, or a function that finds them when the studio opens. `doubt` looks at a
    value when the drawing is checked and says what would go wrong with it, "" for nothing: a warning on the element.
    `fault` says what keeps it from running at all: an error, which publishing refuses.
    """

    name: str
    label: Text
    kind: str = "text"
    hint: Text = ""
    choices: Sequence[tuple[str, Text]] | Callable[[], Sequence[tuple[str, Text]]] = ()
    is_required: bool = False
    default: str = ""
    doubt: Callable[[str], Text] | None = None
    fault: Callable[[str], Text] | None = None


def _doubt_of(name: str, words: Text) -> Callable[[str], Text]:
    def doubt(value: str) -> Text:
        try:
            patience_of({name: value})
        except BadPatience:
            return words
        return ""

    return doubt


#: Every action has these: how a fault that may pass is waited for.
PATIENCE = (
    Setting(
        name=ATTEMPTS,
        label=_("Tries in all"),
        kind="number",
        hint=_("When the network or the database is away. 1: a person decides at once. Empty: 5."),
        doubt=_doubt_of(ATTEMPTS, _("The tries must be a whole number from 1 to 100; 5 are made.")),
    ),
    Setting(
        name=INTERVAL,
        label=_("Time between tries"),
        kind="duration",
        hint=_("Empty: after 1, 5, 30 minutes, then every 2 hours."),
        doubt=_doubt_of(INTERVAL, _("The time between tries must be from a second to 30 days, such as PT5M.")),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """How the studio's catalogue shows an action; `sends_script`: it is nothing without the step's words. `doubt`
    and `fault` look at all its settings together; `reads` gives the formulas that it works out by them; `tells` is the
    kind of role that hears of it (head, assignee, team).
    """

    name: str
    label: Text
    hint: Text = ""
    settings: Sequence[Setting] = ()
    doubt: Callable[[Mapping[str, str]], Text] | None = None
    fault: Callable[[Mapping[str, str]], Text] | None = None
    sends_script: bool = False
    reads: Callable[[Mapping[str, str]], Iterable[str]] | None = None
    tells: str = ""
