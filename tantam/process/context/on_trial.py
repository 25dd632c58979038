"""A version on trial, seen from the studio: where a draft begins, what publishing makes of it."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tantam.process.context.differences import kind_name
from tantam.process.context.reader import language
from tantam.process.context.trials import trial_page, verdict_of
from tantam.process.engine.carried import carried
from tantam.process.engine.comparing import Difference
from tantam.process.engine.diagram import Flow
from tantam.process.engine.problem import Unreadable
from tantam.process.models import Trial, Version
from tantam.process.queries import TrialFigures, diagram_of, figures_of
from tantam.ui.values.formatting import moment, number

#: How many of the changes that would be lost are named; the comparison shows all.
MOST_NAMED = 5


def choice_page(trial: Trial, *, now: datetime) -> dict[str, object]:
    """From which version in force a draft begins, with what the trial has shown so far."""
    return trial_page(trial, figures_of(trial, now=now))


def trial_before_publishing(trial: Trial, draft: Version | None, *, now: datetime) -> dict[str, object]:
    """What the publish dialog says of the trial that would end; of the draft whether it carries what is tried."""
    figures = figures_of(trial, now=now)
    verdict = verdict_of(trial, figures)
    found: dict[str, object] = {
        "number": trial.version.number,
        "control": trial.control.number,
        "share": trial.version.share,
        "said": _standing(trial, figures),
        "verdict": [verdict.headline, *verdict.lines],
        "figures_url": reverse("process_trial", args=[trial.version.process.key, trial.version.number]),
    }
    return found | (_carried(trial, draft) if draft else {})


def _standing(trial: Trial, figures: TrialFigures) -> str:
    """Since when, for whom, and how many came on either side."""
    said = _(
        "Version %(number)s has been on trial since %(moment)s, for %(share)s%% of new tickets. Customers until now: "
        "%(tried)s on version %(number)s, %(rest)s on version %(control)s."
    )
    return said % {
        "number": trial.version.number,
        "control": trial.control.number,
        "moment": moment(timezone.localtime(trial.begun_at), language=language()),
        "share": trial.version.share,
        "tried": number(figures.tried.people, language=language()),
        "rest": number(figures.published.people, language=language()),
    }


def _carried(trial: Trial, draft: Version) -> dict[str, object]:
    """Whether the draft has what the version on trial changed: `carries` is all, some, none or unknown."""
    tried, base = trial.version, reverse("process_compare", args=[trial.version.process.key])
    link = {"compare_url": f"{base}?old={tried.number}&new={draft.number}"}
    try:
        changes, lost = carried(
            diagram_of(trial.control), diagram_of(tried), diagram_of(draft), language=language()
        )  # fmt: skip
    except Unreadable:
        return {"carries": "unknown", "carried": "", **link}
    if not lost:
        said = _("What version %(number)s changed is in this draft.") % {"number": tried.number}
        return {"carries": "all", "carried": said, **link}
    names = _names([one for one in changes if one.element in set(lost)])
    if len(lost) == len(changes):
        said = _("Nothing of what version %(number)s changed is in this draft: %(names)s.")
        return {"carries": "none", "carried": said % {"number": tried.number, "names": names}, **link}
    said = ngettext(
        "Of the %(all)s changes of version %(number)s, %(n)s is not in this draft: %(names)s.",
        "Of the %(all)s changes of version %(number)s, %(n)s are not in this draft: %(names)s.",
        len(lost),
    )
    words = {"all": len(changes), "number": tried.number, "n": len(lost), "names": names}
    return {"carries": "some", "carried": said % words, **link}


def _names(changes: list[Difference]) -> str:
    """By name, what has none by its kind."""
    said = list(dict.fromkeys(_name(one) for one in changes))
    more = len(said) - MOST_NAMED
    return ", ".join([*said[:MOST_NAMED], *([_("%(n)s more") % {"n": more}] if more > 0 else [])])


def _name(change: Difference) -> str:
    shown = change.new or change.old
    name = shown.label(language()) if shown else ""
    kind = "sequenceFlow" if isinstance(shown, Flow) else getattr(shown, "kind", None) or change.family
    return f"“{name}”" if name else kind_name(kind) or kind_name("process")
