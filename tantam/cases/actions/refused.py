"""Why a verb was refused: said to the person in words, with nothing changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tantam.process.engine.diagram import Node

if TYPE_CHECKING:
    from tantam.cases.models import Draft


class Refused(Exception):
    """A verb that cannot be done now. `message` is for the reader, translated."""

    message: str | Promise = _("This cannot be done now.")


class CaseIsClosed(Refused):
    message = _("The ticket is closed. Reopen it first.")


class CaseIsOpen(Refused):
    message = _("The ticket is already open.")


class DoneByAnother(Refused):
    message = _("Only whoever did this can take it back.")


class TooLateToTakeBack(Refused):
    message = _("This was taken back already, or is too long ago.")


class ChangedSince(Refused):
    message = _("Somebody has changed the ticket since: it stays as they made it.")


class CustomerIsGone(Refused):
    message = _("This customer was merged into another meanwhile. Choose again.")


class TagUnreadable(Refused):
    message = _("A tag has 1 to 40 letters, at least one letter or figure, no comma and no quotation mark.")


class TooManyTags(Refused):
    message = _("A ticket carries 20 tags at most. Take one off first.")


class NothingWritten(Refused):
    message = _("Write something first.")


class WrongInStep(Refused):
    """Something typed into the card of the step cannot be read."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


class NoWayToAnswer(Refused):
    message = _("This customer has no e-mail address. Add one, or record the answer you gave by phone or chat.")


class VariablesUnresolved(Refused):
    """The text still holds `{…}` that nobody filled in."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.message = _("Fill in %(names)s before sending.") % {"names": ", ".join(names)}
        super().__init__(self.message)


class PromiseInThePast(Refused):
    message = _("Choose a time that is still to come.")


class PersonDoesNotWorkHere(Refused):
    message = _("This person cannot take tickets.")


class NotYoursToDecide(Refused):
    message = _("This approval waits for somebody else.")


class AlreadyDecided(Refused):
    message = _("This approval has already been decided.")


class ApprovalWithdrawn(Refused):
    message = _("This approval is no longer needed: the ticket has gone on.")


class WaitsForApproval(Refused):
    message = _("This step is finished by the approval that was asked for.")


class ApprovalOvertaken(Refused):
    """The way chosen goes past an approval that is drawn there. `step` is its node, `is_here` where the ticket stands
    at it; amount and limit as people read them, "" for none."""

    def __init__(self, *, step: Node, is_here: bool, amount: str, limit: str) -> None:
        language = get_language() or "vi"
        words = {"step": step.label(language) or step.id, "amount": amount, "limit": limit}
        if is_here and amount:
            said = _(
                "“%(step)s” decides on %(amount)s and your limit is %(limit)s: the ticket waits here for the answer. "
                "You may take it back to an earlier step."
            )
        elif is_here:
            said = _(
                "“%(step)s” is for somebody else to say: the ticket waits here for the answer. "
                "You may take it back to an earlier step."
            )
        elif amount:
            said = _(
                "On the way there stands “%(step)s”, which decides on %(amount)s; your limit is %(limit)s. "
                "Choose “%(step)s” to ask for the yes."
            )
        else:
            said = _(
                "On the way there stands “%(step)s”, which is for somebody else to say. "
                "Choose “%(step)s” to ask for the yes."
            )
        self.message = said % words
        super().__init__(self.message)


class StepIsGone(Refused):
    message = _("This step is no longer waiting. The page shows where the ticket stands now.")


class ReasonMissing(Refused):
    message = _("Say why you leave the path.")


class CannotGoThere(Refused):
    message = _("The ticket cannot be put on that step.")


class NobodyMayApprove(Refused):
    message = _("Nobody above you may approve this amount. Limits and superiors are set in the settings, under People.")


#: What may go with one answer, and how long its text may be.
MOST_FILES, MOST_BYTES, MOST_LETTERS = 100, 25 * 1024 * 1024, 100_000
#: With all that says how it looks.
MOST_MARKUP = 1_000_000


class FilesTooLarge(Refused):
    message = _("The files are larger than 25 MB together. None of them was taken.")


class FilesTooMany(Refused):
    message = _("At most 100 files can go with an answer. None of these was taken.")


def check_files(sizes: Sequence[int]) -> None:
    """Whether files of these sizes may go with one answer: all or none. Raises FilesTooMany, FilesTooLarge."""
    if len(sizes) > MOST_FILES:
        raise FilesTooMany
    if sum(sizes) > MOST_BYTES:
        raise FilesTooLarge


class NobodyToPassOn(Refused):
    message = _("Say to whom it goes: the customer does not get what you forward.")


class ForwardClosesNothing(Refused):
    message = _("This goes to somebody else, not to the customer. Send it, and close the ticket apart.")


#: What stands as a picture in a text; every mail program shows these.
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


class NotAPicture(Refused):
    message = _("This picture could not be taken. Attach it as a file instead.")


def check_pictures(kinds: Sequence[str]) -> None:
    """Whether files of these kinds may stand in a text. Raises NotAPicture."""
    if any(kind not in PICTURES for kind in kinds):
        raise NotAPicture


class FileIsGone(Refused):
    message = _("A file that stood here is no longer there. Nothing was sent: take it out or attach it again.")


class TextTooLong(Refused):
    message = _(
        "The text is longer than 100,000 letters. Nothing was sent; it stays in the box. Shorten it, or send the long "
        "part as a file."
    )


class DraftChanged(Refused):
    """Something else was kept as the draft meanwhile, in another tab or on another device: `draft`."""

    message = _("You have written something else here in another tab.")

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        super().__init__(self.message)


class AlreadyPrivate(Refused):
    message = _("The ticket is private already.")


class NotPrivate(Refused):
    message = _("The ticket is not private.")


class TooManyNamed(Refused):
    message = _("At most 100 people can be named in one ticket.")


class PersonIsInCharge(Refused):
    message = _("This person is in charge of the ticket: assign it to somebody else first.")


class LastWhoSees(Refused):
    message = _("Nobody would see the ticket any more: name somebody else first, or open it to all.")


class AlreadyLeft(Refused):
    message = _("It has left already, or was taken back in another tab. The conversation shows how it stands.")


class SaidAlready(Refused):
    message = _(
        "You have just sent these very words to the customer, here or in another tab. They were not sent a second time."
    )


class AlreadySent(Refused):
    message = _("This message is on its way or has arrived; it is not sent again.")


#: So many tickets can be changed at once.
MOST_CHOSEN = 10_000


class NothingChosen(Refused):
    message = _("None of these tickets is there any more. Choose again.")


class TooManyChosen(Refused):
    message = _("At most 10,000 tickets can be changed at once. Narrow the list first.")


class ChoiceIsGone(Refused):
    message = _("This choice was given up or is too old. Choose the tickets again; nothing was changed.")


class StillUnderWay(Refused):
    message = _("This is still under way. Stop it first.")
