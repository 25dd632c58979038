"""Questions about channels and messages."""

from tantam.channels.queries.addresses import Directory, mail_directory
from tantam.channels.queries.answering import answer_addresses
from tantam.channels.queries.reasons import problems_in_words, reason_in_words
from tantam.channels.queries.threads import messages_referred_to

__all__ = [
    "Directory",
    "answer_addresses",
    "mail_directory",
    "messages_referred_to",
    "problems_in_words",
    "reason_in_words",
]
