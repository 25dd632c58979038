"""Who has a drawing open at this moment: told to the others who may draw, and kept nowhere."""

from __future__ import annotations

from tantam.core.actions import announce
from tantam.organisation.models import Agent
from tantam.organisation.queries import people_with
from tantam.process.models import Process


def show_drawer(process: Process, *, by: Agent, doing: str) -> None:
    """Tell those who may draw that somebody is there; that it was saved, their own other tabs too."""
    told = [person for person in people_with("process.draw") if person != by.pk or doing == "saved"]
    if told:
        announce("drawing", id=process.pk, who=by.pk, name=by.full_name[:80], doing=doing, only=told)
