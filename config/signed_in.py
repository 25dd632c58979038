"""Who is asking: session, person and positions, known at every request by two kept questions."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session
from django.db.models.expressions import RawSQL
from django.utils import timezone

from tantam.core.queries import Kept
from tantam.organisation.models import Agent, Appointment
from tantam.organisation.queries import UNSEEN

_session: Kept[Session] = Kept(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))
_positions: Kept[Appointment] = Kept(
    lambda agent: (
        Appointment.objects.filter(agent=agent, until=None)
        .select_related("agent", "team")
        .annotate(unseen=RawSQL(UNSEEN, [agent]))  # noqa: S611 - a constant of ours
    )
)
_person: Kept[Agent] = Kept(lambda agent: Agent.objects.filter(pk=agent))


class SessionStore(DatabaseSessionStore):
    """Sessions in the database, so that they can be ended; only how they are looked up differs from Django's."""

    def _get_session_from_db(self) -> Session | None:
        found = _session.first(key=self.session_key or "", now=timezone.now())
        if found is None:
            self._session_key = None
        return found


class Backend(ModelBackend):
    """Django's own, but the person comes with the positions they hold, which every request needs."""

    def get_user(self, user_id: Any) -> Agent | None:
        """The person, None for one who is not there or may not come in."""
        positions = _positions(agent=int(user_id))
        agent = positions[0].agent if positions else _person.first(agent=int(user_id))
        if agent is None or not self.user_can_authenticate(agent):
            return None
        agent.__dict__["current_appointments"] = positions
        agent.unseen_notices = positions[0].__dict__["unseen"] if positions else 0
        return agent
