"""2,000 cases: rows of the desk, of the engine and of the surveys, written set-wise; the open ones stand on the
diagram and go on from there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection

from tantam.cases.actions.opening import preview_of
from tantam.cases.models import Case, CaseSearch
from tantam.core.actions.numbers import next_numbers
from tantam.core.values.forms_of_address import form_of_address
from tantam.core.values.scripts import render_script, script_variables
from tantam.core.values.text import search_terms
from tantam.customers.models import Customer
from tantam.demo.content.history import History
from tantam.demo.loading.business import House
from tantam.demo.loading.runs import load_runs
from tantam.demo.loading.streams import load_streams
from tantam.organisation.models import Team

TEAM_OF_KIND = {
    "warranty": "tra-hang-bao-hanh",
    "return": "tra-hang-bao-hanh",
    "complaint": "quan-tri-van-de",
    "safety": "quan-tri-van-de",
    "advice": "ban-hang-dich-vu",
}
TEAM_OF_PROCESS = {"QT-02": "quan-tri-van-de", "QT-03": "ban-hang-dich-vu"}
OWN_TEAM = {"quynh": "quan-ly-tai-khoan", "chi": "ho-tro", "khoi": "ho-tro", "vinh": "tra-hang-bao-hanh"}


def load_cases(told: Sequence[History], customers: Sequence[Customer], house: House, *, now: datetime) -> None:
    """Write all cases with everything that hangs on them."""
    histories = [_spoken(one, customers[one.customer], house) for one in told]
    numbers = _numbers(histories)
    cases = Case.objects.bulk_create(
        [
            _case(one, number, customers[one.customer], house, now=now)
            for one, number in zip(histories, numbers, strict=True)
        ],
        batch_size=500,
    )
    pairs = list(zip(histories, cases, strict=True))
    load_runs(pairs, house, now=now)
    load_streams(pairs, house, now=now)
    _index(pairs)


def _spoken(one: History, customer: Customer, house: House) -> History:
    """The answer in the words that this agent used to this customer."""
    agent = house.agents.get(one.answered_by or "")
    variables = script_variables(
        customer.name, form=form_of_address(customer.address_form), agent_name=agent.full_name if agent else ""
    )
    said = {name: render_script(getattr(one, name), variables=variables).text for name in ("reply", "asked")}
    return replace(one, **said)  # type: ignore[arg-type]  # both are text


def _numbers(histories: Sequence[History]) -> list[str]:
    """Numbers in order of opening, counted per year."""
    years = [one.opened_at.year % 100 for one in histories]
    drawn = {year: iter(next_numbers(f"case_TT_{year:02d}", count=years.count(year))) for year in sorted(set(years))}
    return [f"TT-{year:02d}-{next(drawn[year]):06d}" for year in years]


def _case(one: History, number: str, customer: Customer, house: House, *, now: datetime) -> Case:
    said = one.asked or one.reply or one.words
    return Case(
        number=number,
        brand=house.brand,
        branch=_team(one, house).branch,
        customer=customer,
        channel_kind=one.channel,
        subject=preview_of(one.words)[:90],
        preview=preview_of(said),
        kind=one.kind,
        urgency=one.urgency,
        state=_state(one),
        team=_team(one, house),
        assignee=house.agents[one.assignee],
        opened_at=one.opened_at,
        last_entry_at=_last_at(one),
        last_inbound_at=one.opened_at,
        first_responded_at=one.first_responded_at,
        awaits_answer=one.is_open and one.first_responded_at is None,
        due_at=(one.due_at or _usual_due(one, now=now)) if one.is_open else None,
        closed_at=one.closed_at,
        assigned_because="least-loaded",
    )


def _team(one: History, house: House) -> Team:
    key = TEAM_OF_PROCESS.get(one.process) or OWN_TEAM.get(one.assignee) or TEAM_OF_KIND.get(one.kind, "ho-tro")
    return house.teams[key]


def _state(one: History) -> Case.State:
    if not one.is_open:
        return Case.State.CLOSED
    is_asked = one.asked_at is not None or one.step in {"cho_khach", "khach_duyet", "sau_2_gio"}
    return Case.State.WAITING if is_asked else Case.State.OPEN


def _last_at(one: History) -> datetime:
    return one.closed_at or one.asked_at or one.first_responded_at or one.opened_at


def _usual_due(one: History, *, now: datetime) -> datetime | None:
    """Open work that the content gives no time for is due tomorrow; what waits for the customer is due never."""
    if _state(one) == Case.State.WAITING:
        return None
    return now + timedelta(hours=20 + one.number % 24)


def _index(pairs: Iterable[tuple[History, Case]]) -> None:
    rows = [
        (
            case.pk,
            search_terms(
                f"{case.number} {case.subject} {case.customer.name} {case.customer.code} {one.words} {one.reply}"
            ),
        )
        for one, case in pairs
    ]
    statement = f"INSERT INTO {CaseSearch._meta.db_table} (case_id, terms) VALUES (%s, array_to_tsvector(%s::text[]))"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
