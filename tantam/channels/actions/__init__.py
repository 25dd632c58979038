"""The verbs of channels: take in what arrives, send what is written, heal what a crash left."""

from tantam.channels.actions.arrive import store_arrival, store_arrivals
from tantam.channels.actions.connect import (
    AddressTaken,
    MailboxPlan,
    change_mailbox,
    connect_mailbox,
    resume_channel,
    stop_channel,
)
from tantam.channels.actions.fetch import fetch_mail
from tantam.channels.actions.heal import CannotResend, NotInTray, heal, resend, retry_unreadable
from tantam.channels.actions.outbox import send_due
from tantam.channels.actions.read import read_arrivals
from tantam.channels.actions.watch import watch_mailboxes
from tantam.channels.actions.write import NoRecipient, NoWayOut, OutgoingFile, send_message

__all__ = [
    "AddressTaken",
    "CannotResend",
    "MailboxPlan",
    "NoRecipient",
    "NoWayOut",
    "NotInTray",
    "OutgoingFile",
    "change_mailbox",
    "connect_mailbox",
    "fetch_mail",
    "heal",
    "read_arrivals",
    "resend",
    "resume_channel",
    "retry_unreadable",
    "send_due",
    "send_message",
    "stop_channel",
    "store_arrival",
    "store_arrivals",
    "watch_mailboxes",
]
