"""Load a shop with so many cases: 5 % open, those with ten messages each, the rest closed with two.

Those that are closed went through QT-01 on many ways (`ways`), ten stays each on the average.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from random import Random
from uuid import UUID

from django.db import connection
from django.utils import timezone

from tantam.bench.data import words
from tantam.bench.data.shop import Shop, build
from tantam.bench.data.tables import Table, drop_indexes, settle, without_asking_twice
from tantam.bench.data.ways import way_of
from tantam.cases.models import Case, CaseSearch, Clock, Closure, Entry
from tantam.channels.models import Message
from tantam.core.actions.tallies import all_tallies, put_right
from tantam.core.models import FactRow
from tantam.core.values.names import name_sort_key
from tantam.core.values.text import fold, search_terms
from tantam.customers.models import ContactPoint, Customer, SegmentMembership
from tantam.insight.actions import sum_up_days, sum_up_stale_days
from tantam.organisation.models import Agent, Team
from tantam.process.actions import roll_up_days
from tantam.process.models import Instance, Token, Visit
from tantam.process.queries import compiled
from tantam.surveys.models import Answer, Invitation

CHUNK = 5000
DAYS = 365
STAYS = 10
MESSAGES_OPEN, MESSAGES_CLOSED = 10, 2
CASES_A_CUSTOMER = 3
#: One customer has every twentieth case: a dealer who writes all day.
DEALER_EVERY, DEALERS = 20, 8
#: Of the closed cases one in ten was answered too late, one in five was rated.
LATE_EVERY, RATED_EVERY = 10, 5
SCORES = [5, 5, 5, 4, 4, 3, 1]
BORN = date(1950, 1, 1)
BORN_WITHIN = 20_000
KINDS = ["question", "warranty", "delivery", "complaint", "return", "advice"]
URGENCIES = ["normal", "normal", "high", "low"]
FACTS = [
    "case.opened", "case.classified", "case.assigned", "instance.started", "step.done", "message.received",
    "case.replied", "case.closed",
]  # fmt: skip


def load(size: int) -> Shop:
    """Fill an empty, migrated database with `size` cases; return the shop they belong to."""
    shop = build(now=timezone.now())
    loader = _Loader(shop, size)
    definitions = drop_indexes(table.name for table in loader.tables)
    try:
        with without_asking_twice():
            for first in range(0, size, CHUNK):
                for number in range(first, min(first + CHUNK, size)):
                    loader.add(number)
                loader.write()
    finally:
        settle(definitions)  # a database without its unique indexes would let anything in
    _go_on_numbering(loader)
    for tally in all_tallies():
        put_right(tally)  # the rows were copied in past its triggers
    sum_up()
    return shop


def sum_up() -> None:
    """What the worker does every few minutes: sum up the days that are over."""
    now = timezone.now()
    for one_round in (roll_up_days, sum_up_days):
        while one_round(now=now):
            pass
    while sum_up_stale_days():
        pass


_SMALL_FACTS = """
    WITH written AS (
        INSERT INTO core_fact (name, version, at, actor_kind, subject, data)
        SELECT 'instance.changed-over', 1, now() - interval '1 year', 'process', 'gap:0',
               '{"version_id": 0, "instance_id": 0, "old_version_id": 0}'::jsonb
        FROM generate_series(1, %s) RETURNING ctid
    ) SELECT count(DISTINCT (ctid::text::point)[0]) FROM written
"""


def fill_gaps(at_once: int = 2_000) -> None:
    """Write small facts for as long as they go each to a page of its own: into the room that the large ones, all of
    one size, have left there. A table that grew by itself, small and large as they came, has no such room."""
    with connection.cursor() as cursor:
        pages = at_once
        while pages > at_once // 10:
            cursor.execute(_SMALL_FACTS, [at_once])
            pages = cursor.fetchone()[0]


def _go_on_numbering(loader: _Loader) -> None:
    """Public numbers go on behind the loaded ones."""
    last = {
        "number_customer": loader.first_customer + loader.codes_ahead + loader.size,
        loader.series: loader.first_id + loader.ahead + loader.size,
    }
    with connection.cursor() as cursor:
        for name, number in last.items():
            cursor.execute("SELECT setval(%s::regclass, %s)", [name, number])


@dataclass(frozen=True)
class _Place:
    """A case's bare facts, from which all its rows follow."""

    id: int
    customer_id: int
    is_open: bool
    opened_at: datetime
    team: Team
    agent: Agent
    kind: str
    random: Random


class _Loader:
    """One pass over the cases; each adds its rows to every table."""

    def __init__(self, shop: Shop, size: int) -> None:
        self.shop, self.size, self.now = shop, size, timezone.now()
        instance_id = Instance.objects.values_list("pk", flat=True).get(subject=shop.template.fact_subject)
        self.first_id = max(shop.template.pk, instance_id) + 1  # cases and their instances share their ids
        self.first_customer = shop.template.customer_id + 1
        self.template = _Template(shop.template)
        graph = compiled(shop.version.pk).graph
        self.promised = {node.id: node.promised for node in graph.nodes}
        self.prefix, _, drawn = shop.template.number.rpartition("-")
        self.ahead = max(0, int(drawn) - shop.template.pk)  # a database used before counts on
        self.codes_ahead = max(0, int(shop.template.customer.code[2:]) - shop.template.customer_id)
        self.series = f"number_case_{self.prefix.replace('-', '_').lower()}"
        self._entry_id = self._message_id = 10_000
        self._make_tables()

    def _make_tables(self) -> None:
        self.customers = Table(
            Customer, "id", "uuid", "code", "name", "name_folded", "name_sort_key", "brand_id", "created_at", "born_on"
        )
        self.points = Table(ContactPoint, "customer_id", "kind", "value", "is_primary", "created_at")
        self.memberships = Table(SegmentMembership, "segment_id", "customer_id", "since")
        self.instances = Table(
            Instance, "id", "version_id", "subject", "state", "labels", "variables", "scopes", "started_at",
            "finished_at",
        )  # fmt: skip
        self.tokens = Table(Token, *[field.attname for field in Token._meta.concrete_fields])
        self.visits = Table(
            Visit, "instance_id", "version_id", "node", "entered_at", "left_at", "by_id", "late_seconds", "segment",
            "channel", "team",
        )  # fmt: skip
        self.cases = Table(
            Case, "id", "uuid", "number", "brand_id", "branch_id", "customer_id", "channel_kind", "subject", "preview",
            "kind", "urgency", "state", "team_id", "assignee_id", "instance_id", "opened_at", "last_entry_at",
            "last_inbound_at", "first_responded_at", "awaits_answer", "due_at", "closed_at",
        )  # fmt: skip
        self.messages = Table(
            Message, "id", "uuid", "channel_id", "customer_id", "direction", "at", "external_id", "content_key",
            "sender_name", "sender_address", "subject", "text", "author_id",
        )  # fmt: skip
        self.entries = Table(
            Entry, "id", "case_id", "kind", "at", "channel_kind", "message_id", "author_id", "text", "data"
        )
        self.clocks = Table(
            Clock, "case_id", "kind", "calendar_id", "token_id", "promised_seconds", "started_at", "due_at", "warn_at",
            "stopped_at", "breached_at", "is_met",
        )  # fmt: skip
        self.invitations = Table(
            Invitation, "id", "survey_id", "case_id", "customer_id", "token_sha256", "channel_kind", "sent_at",
            "expires_at",
        )  # fmt: skip
        self.answers = Table(Answer, "invitation_id", "score", "answered_at", "changed_at")
        self.closures = Table(Closure, "case_id", "at", "by_id", "outcome")
        self.facts = Table(FactRow, "name", "version", "at", "actor_kind", "actor_id", "subject", "data")
        self.searches: list[tuple[int, list[str]]] = []
        self.tables = [table for table in vars(self).values() if isinstance(table, Table)]
        self.search_table = CaseSearch._meta.db_table

    def write(self) -> None:
        """Write the chunk."""
        for table in self.tables:
            table.write()
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS bench_terms (id bigint, terms text[])")
            with cursor.copy("COPY bench_terms FROM STDIN") as copy:
                for row in self.searches:
                    copy.write_row(row)
            cursor.execute(
                f'INSERT INTO "{self.search_table}" (case_id, terms) SELECT id, array_to_tsvector(terms) FROM bench_terms'  # noqa: S608, E501
            )
            cursor.execute("TRUNCATE bench_terms")
        self.searches.clear()

    def add(self, number: int) -> None:
        """Add one case with everything that hangs on it."""
        random = Random(number)  # noqa: S311 - the same size gives the same data
        is_recent = number >= self.size * 9 // 10
        is_dealers = number % DEALER_EVERY == DEALERS
        team = random.choice(self.shop.teams)
        place = _Place(
            id=self.first_id + number,
            customer_id=self.first_customer + (0 if is_dealers else number // CASES_A_CUSTOMER),
            is_open=is_recent and number % 2 == 0,
            opened_at=self.now - timedelta(days=DAYS) * (1 - number / self.size) - timedelta(seconds=1),
            team=team,
            agent=random.choice(self.shop.agents[team.pk]),
            kind=random.choice(KINDS),
            random=random,
        )
        if number % CASES_A_CUSTOMER == 0:
            self._customer(self.first_customer + number // CASES_A_CUSTOMER, place)
        self._instance(place)
        said = self._stream(place)
        self._case(place, said)
        self._clocks(place)
        self._rating(place)
        self._facts(place)

    def _code(self, customer_id: int) -> str:
        return f"KH{customer_id + self.codes_ahead:06d}"

    def _customer(self, customer_id: int, place: _Place) -> None:
        name = words.name(Random(customer_id))  # noqa: S311
        born_on = BORN + timedelta(days=place.random.randrange(BORN_WITHIN))
        created = place.opened_at
        self.customers.add(
            customer_id, UUID(int=customer_id), self._code(customer_id), name, fold(name), name_sort_key(name),
            self.shop.brand.pk, created, born_on,
        )  # fmt: skip
        self.points.add(customer_id, "email", f"khach{customer_id}@khach.example", True, created)
        self.points.add(customer_id, "phone", f"+849{customer_id:08d}", True, created)
        self.memberships.add(place.random.choice(self.shop.segments).pk, customer_id, created)

    def _instance(self, place: _Place) -> None:
        state, finished = ("running", None) if place.is_open else ("finished", place.opened_at + timedelta(days=1))
        variables, scopes = self.template.instance_of(place.id)
        labels = json.dumps({"channel": "email", "segment": "", "team": place.team.key, "kind": place.kind})
        version_id = self.shop.version.pk
        self.instances.add(
            place.id, version_id, f"case:{place.id}", state, labels, variables if place.is_open else "{}",
            scopes if place.is_open else "{}", place.opened_at, finished,
        )  # fmt: skip
        if place.is_open:
            for row in self.template.tokens_of(place.id):
                self.tokens.add(*row)
        at = place.opened_at
        for node in self.template.path if place.is_open else way_of(place.id):
            left = at + timedelta(seconds=place.random.expovariate(1 / 1800))
            late = self._late(node, (left - at).total_seconds())
            self.visits.add(place.id, version_id, node, at, left, place.agent.pk, late, "", "email", place.team.key)
            at = left

    def _late(self, node: str, seconds: float) -> int | None:
        """By how much a stay broke its promise; in plain time, since the calendar would cost more than all the rest."""
        promised = self.promised[node]
        return None if promised is None else max(0, ceil(seconds - promised))

    def _stream(self, place: _Place) -> str:
        random, at = place.random, place.opened_at
        count = MESSAGES_OPEN if place.is_open else MESSAGES_CLOSED
        said = []
        for turn in range(count):
            is_in = turn % 2 == 0
            text = words.question(random) if is_in else words.answer(random)
            said.append(text)
            self._message(place, text, at=at, direction="in" if is_in else "out")
            at += timedelta(seconds=1 if place.is_open else 3600)
        for what in ("assigned", "classified"):
            self._entry_id += 1
            data = json.dumps({"what": what, "by": "process", "kind": place.kind, "team": place.team.name})
            self.entries.add(self._entry_id, place.id, "change", place.opened_at, "", None, None, "", data)
        return "\n".join(said)

    def _message(self, place: _Place, text: str, *, at: datetime, direction: str) -> None:
        self._message_id += 1
        self._entry_id += 1
        author_id = place.agent.pk if direction == "out" else None
        self.messages.add(
            self._message_id, UUID(int=self._message_id), self.shop.mailbox.pk, place.customer_id, direction, at,
            f"bench-{self._message_id}@khach.example", f"{self._message_id:064x}" if direction == "in" else "",
            "Khách", f"khach{place.customer_id}@khach.example", "Hỏi đơn hàng", text, author_id,
        )  # fmt: skip
        kind = "inbound" if direction == "in" else "outbound"
        self.entries.add(self._entry_id, place.id, kind, at, "email", self._message_id, author_id, "", "{}")

    def _case(self, place: _Place, said: str) -> None:
        random = place.random
        number = f"{self.prefix}-{place.id + self.ahead:06d}"
        subject = random.choice(words.SUBJECTS)
        last = place.opened_at + timedelta(hours=2 if not place.is_open else 0)
        closed = None if place.is_open else place.opened_at + timedelta(days=1)
        state = "closed" if closed else "waiting" if place.id % 5 == 0 else "open"
        due = self.now + timedelta(minutes=random.randrange(-600, 6000)) if place.is_open else None
        self.cases.add(
            place.id, UUID(int=place.id), number, self.shop.brand.pk, self.shop.branch.pk, place.customer_id, "email",
            subject, said[:160].replace("\n", " "), place.kind, random.choice(URGENCIES), state,
            place.team.pk, place.agent.pk, place.id, place.opened_at, last, last,
            None if place.is_open else last, place.is_open, due, closed,
        )  # fmt: skip
        if closed:
            self.closures.add(place.id, closed, place.agent.pk, "resolved")
        customer = words.name(Random(place.customer_id))  # noqa: S311
        terms = search_terms(f"{number} \n {subject} \n {customer} \n {self._code(place.customer_id)} \n {said}")
        self.searches.append((place.id, terms))

    def _clocks(self, place: _Place) -> None:
        calendar = place.team.calendar_id
        is_late = place.id % LATE_EVERY == 0
        for kind, seconds in (("first-response", 3600), ("resolution", 86400)):
            due = place.opened_at + timedelta(seconds=seconds)
            stopped = None if place.is_open else place.opened_at + timedelta(minutes=30)
            breached = due if stopped and is_late and kind == "first-response" else None
            met = None if place.is_open else not breached
            self.clocks.add(place.id, kind, calendar, None, seconds, place.opened_at, due, due, stopped, breached, met)
        for token_id, seconds in self.template.clocks_of(place.id) if place.is_open else ():
            due = place.opened_at + timedelta(seconds=seconds)
            self.clocks.add(place.id, "step", calendar, token_id, seconds, place.opened_at, due, due, None, None, None)

    def _rating(self, place: _Place) -> None:
        if place.is_open or place.id % RATED_EVERY:
            return
        at = place.opened_at + timedelta(days=1)
        expires = at + timedelta(days=14)
        token = f"{place.id:064x}"
        self.invitations.add(place.id, self.shop.survey.pk, place.id, place.customer_id, token, "email", at, expires)
        self.answers.add(place.id, place.random.choice(SCORES), at, at)

    def _facts(self, place: _Place) -> None:
        data = json.dumps({
            "case_id": place.id, "customer_id": place.customer_id, "team_id": place.team.pk, "kind": place.kind,
            "assignee_id": place.agent.pk, "branch_id": self.shop.branch.pk, "channel": "email", "urgency": "normal",
        })  # fmt: skip
        for position, name in enumerate(FACTS[: 7 if place.is_open else 8]):
            at = place.opened_at + timedelta(minutes=position)
            self.facts.add(name, 1, at, "process", None, f"case:{place.id}", data)


class _Template:
    """Where a case stands that was taken in for real, to be written again under other ids."""

    def __init__(self, case: Case) -> None:
        instance = Instance.objects.get(subject=case.fact_subject)
        self._variables = json.dumps(instance.variables)
        self._scopes = instance.scopes
        self._fields = [field.attname for field in Token._meta.concrete_fields]
        self._tokens = list(Token.objects.filter(instance=instance).order_by("id").values(*self._fields))
        self._clocks = list(Clock.objects.filter(case=case, kind="step").values_list("token_id", "promised_seconds"))
        ids = {int(scope) for scope in self._scopes} | {row["id"] for row in self._tokens}
        self._rank = {found: position for position, found in enumerate(sorted(ids))}
        self._first = max(ids) + 1_000
        path = Visit.objects.filter(instance_id=instance.pk).order_by("id").values_list("node", flat=True)
        self.path = [*path, *(row["node"] for row in self._tokens if row["attached_to_id"] is None)]
        self.path = (self.path * STAYS)[:STAYS]

    def instance_of(self, case_id: int) -> tuple[str, str]:
        """Variables and scopes as JSON."""
        scopes = {
            str(self._new(int(key), case_id)): [node, self._new(parent, case_id), self._new(owner, case_id), opened]
            for key, (node, parent, owner, opened) in self._scopes.items()
        }
        return self._variables, json.dumps(scopes)

    def tokens_of(self, case_id: int) -> list[list[object]]:
        """The rows of its tokens; timers lie far ahead, so that nothing fires while something is measured."""
        rows = []
        for token in self._tokens:
            changed = {
                "id": self._new(token["id"], case_id),
                "instance_id": case_id,
                "scope_id": self._new(token["scope_id"], case_id),
                "attached_to_id": self._new(token["attached_to_id"], case_id),
                "due_at": token["due_at"] and token["due_at"] + timedelta(days=3650),
            }
            rows.append([changed.get(name, token[name]) for name in self._fields])
        return rows

    def clocks_of(self, case_id: int) -> list[tuple[object, int]]:
        """(token, seconds) of its step's clock."""
        return [(self._new(token_id, case_id), seconds) for token_id, seconds in self._clocks]

    def _new(self, old: int | None, case_id: int) -> int | None:
        if old is None:
            return None
        return self._first + case_id * len(self._rank) + self._rank[old]
