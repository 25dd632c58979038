"""Cases and their messages for programs: the same verbs as the pages, within the rights and reach of the agent."""

from tantam.cases.api.changing import refused
from tantam.cases.api.correlating import send as send_to_process
from tantam.cases.api.routers import cases, messages, process_messages

__all__ = ["cases", "messages", "process_messages", "refused", "send_to_process"]
