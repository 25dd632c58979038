"""The reader of one e-mail: pure Python, no Django, no network, no clock; it never raises."""

from .clean import clean_html
from .html_text import html_to_text
from .mail import Address, Attachment, AutoReply, Bounce, FailedRecipient, Limits, Mail, Problem
from .read import read_mail
from .replies import Reply, split_reply

__all__ = [
    "Address",
    "Attachment",
    "AutoReply",
    "Bounce",
    "FailedRecipient",
    "Limits",
    "Mail",
    "Problem",
    "Reply",
    "clean_html",
    "html_to_text",
    "read_mail",
    "split_reply",
]
