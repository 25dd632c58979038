"""What tickets tell about the version of a process they ran on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tantam.process.registry import Measure, offer_measures, people_behind

_CASES = """
FROM run JOIN cases_case c ON run.subject_kind = 'case' AND c.id = run.subject_id
  AND c.merged_into_id IS NULL AND c.state <> 'spam' AND NOT c.is_practice
"""
#: What the customer said or wrote, in whichever way; the contact that opened the ticket is one.
_CONTACTS = """
(SELECT count(*) FROM cases_entry e WHERE e.case_id = c.id AND e.kind IN ('inbound', 'recorded-in', 'call'))
"""
_REOPENED = """
EXISTS (SELECT FROM cases_closure g WHERE g.case_id = c.id AND g.reopened_at IS NOT NULL)
"""
_DECIDED = """
JOIN LATERAL (
  SELECT min(CASE WHEN breached_at IS NULL THEN 1 ELSE 0 END) AS kept FROM cases_clock
  WHERE case_id = c.id AND kind = 'first-response' AND (stopped_at IS NOT NULL OR breached_at IS NOT NULL)
) k ON k.kept IS NOT NULL
"""


def _of_tickets(value: str, *, where: str = "") -> str:
    """A value of each ticket that counts: neither merged nor spam nor practice."""
    return f"SELECT run.id, ({value})::float8 {_CASES} {where}"


people_behind("case", select="SELECT id, 'customer:' || customer_id AS person FROM cases_case")

offer_measures(
    Measure(
        key="cases.resolution",
        label=_("Resolution time"),
        unit="seconds",
        good="down",
        hint=_("From opening to closing; a ticket still open counts with its age, so that slow ones are not left out."),
        select=_of_tickets("extract(epoch FROM coalesce(c.closed_at, %(now)s) - c.opened_at)"),
    ),
    Measure(
        key="cases.first_response",
        label=_("First response"),
        unit="seconds",
        good="down",
        hint=_("From opening to the first answer of a person; one not answered yet counts with its age."),
        select=_of_tickets("extract(epoch FROM coalesce(c.first_responded_at, c.closed_at, %(now)s) - c.opened_at)"),
    ),
    Measure(
        key="cases.kept_promise",
        label=_("First response within the promise"),
        unit="share",
        good="up",
        hint=_("Of tickets whose promise is decided, in working hours."),
        select=_of_tickets("k.kept", where=_DECIDED),
    ),
    Measure(
        key="cases.first_contact",
        label=_("Closed at first contact"),
        unit="share",
        good="up",
        hint=_("Of closed tickets: the customer had to get in touch only once, and it was not reopened."),
        select=_of_tickets(
            f"CASE WHEN {_CONTACTS} <= 1 AND NOT {_REOPENED} THEN 1 ELSE 0 END", where="WHERE c.state = 'closed'"
        ),
    ),
    Measure(
        key="cases.reopened",
        label=_("Reopened"),
        unit="share",
        good="down",
        hint=_("Of tickets that were closed at least once."),
        select=_of_tickets(
            f"CASE WHEN {_REOPENED} THEN 1 ELSE 0 END",
            where="WHERE EXISTS (SELECT FROM cases_closure g WHERE g.case_id = c.id)",
        ),
    ),
    Measure(
        key="cases.escalated",
        label=_("Escalations per ticket"),
        unit="times",
        good="down",
        select=_of_tickets("SELECT count(*) FROM cases_escalation e WHERE e.case_id = c.id"),
    ),
)
