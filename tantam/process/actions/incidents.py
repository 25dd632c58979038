"""What failed, in rows: an incident for each token that stands, with its tries, settled when the token goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import InterfaceError, OperationalError
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tantam.process.actions.stepping import Step
from tantam.process.engine import changes as did
from tantam.process.engine.state import Id, State
from tantam.process.models import Incident
from tantam.process.registry import StepFailed, Text

STANDS = "incident"
MOST_SAID = 700
#: What the network and the database raise when they are away, busy or slow.
PASSING = (OperationalError, InterfaceError, TimeoutError, ConnectionError)


def may_pass(error: Exception) -> bool:
    """Whether trying again later can help."""
    return error.passing if isinstance(error, StepFailed) else isinstance(error, PASSING)


def broken(error: Exception) -> tuple[str, Text]:
    """The code and the sentence of what went wrong; a fault of the program names itself behind the sentence."""
    if isinstance(error, StepFailed):
        return error.code, error.message
    what = f"{type(error).__name__}: {error}"
    if isinstance(error, PASSING):
        words = _("Something this step needs is away for the moment. It is tried again by itself.")
        return "away", format_lazy("{words}\n{what}", words=words, what=what)
    words = _("The program failed in this step. What it was about is kept; tell those who run this program.")
    return "action-broke", format_lazy("{words}\n{what}", words=words, what=what)


def in_both_languages(text: Text) -> tuple[str, str]:
    """The sentence in Vietnamese and in English."""
    said = []
    for language in ("vi", "en"):
        with translation.override(language):
            said.append(str(text)[:MOST_SAID])
    return said[0], said[1]


def store_incidents(step: Step, *, before: State, after: State, changes: Sequence[did.Change]) -> Mapping[Id, Incident]:
    """Keep what failed in this step, by token, and settle what no longer stands failed."""
    kept = _keep_all(step, [change for change in changes if isinstance(change, did.IncidentRaised)], before=before)
    gone = [token.id for token in before.tokens.values() if token.state == STANDS and not _stands(token.id, after)]
    gone += [token_id for token_id in kept if not _stands(token_id, after)]
    if gone:
        by = step.by.id if step.by.kind == "agent" else None
        open_ones = Incident.objects.open().filter(token_id__in=gone)
        open_ones.update(settled_at=step.now, settled_by=by, next_attempt_at=None)
    return kept


def _stands(token_id: Id, state: State) -> bool:
    return token_id in state.tokens and state.tokens[token_id].state == STANDS


def _keep_all(step: Step, raised: Sequence[did.IncidentRaised], *, before: State) -> dict[Id, Incident]:
    """The rows of tokens that failed, by token: the same one as long as it stands, however often it was tried. A token
    that was not there before has none yet."""
    asked = [int(change.token.id) for change in raised if change.token.id in before.tokens]
    known = {row.token_id: row for row in Incident.objects.open().filter(token_id__in=asked)} if asked else {}
    kept: dict[Id, Incident] = {}
    for change in raised:
        token_id = change.token.id
        kept[token_id] = _tried(step, change, kept.get(token_id) or known.get(int(token_id)) or _row(step, change))
    Incident.objects.bulk_create([row for row in kept.values() if row.pk is None], batch_size=1_000)
    for row in kept.values():
        if row.token_id in known:
            row.save()
    return kept


def _row(step: Step, change: did.IncidentRaised) -> Incident:
    return Incident(
        instance=step.instance,
        version_id=step.instance.version_id,
        node=change.token.node,
        token_id=int(change.token.id),
        at=step.now,
        attempts=0,
    )


def _tried(step: Step, change: did.IncidentRaised, incident: Incident) -> Incident:
    incident.attempts += 1
    incident.error_code, incident.error, incident.error_en = change.code, change.message_vi, change.message_en
    patience = step.patience.get(change.token.id)
    incident.next_attempt_at = patience.next_attempt(tried=incident.attempts, now=step.now) if patience else None
    return incident
