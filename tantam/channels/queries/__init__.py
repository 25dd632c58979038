"""Questions about channels and messages."""

from tantam.channels.queries.addresses import Directory, mail_directory
from tantam.channels.queries.answering import answer_addresses, others_addressed
from tantam.channels.queries.reasons import advice_in_words, problems_in_words, reason_in_words
from tantam.channels.queries.threads import messages_referred_to

__all__ = [
    "Directory",
    "advice_in_words",
    "answer_addresses",
    "mail_directory",
    "messages_referred_to",
    "others_addressed",
    "problems_in_words",
    "reason_in_words",
]
