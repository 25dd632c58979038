"""Processes are killed at random moments while mails stream in, answers go out and another system is called for each
ticket: nothing is lost, nothing is sent or asked twice by itself."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.killing.carrier import Carrier, carrying
from tests.killing.people import Agents, Customers, mails
from tests.killing.product import Product
from tests.killing.sink import Sink, sinking

pytestmark = pytest.mark.kill

MAILS = 100
SECONDS_OF_KILLING = 18.0
#: How long nothing may get less: on a machine that is busy with other things it only takes longer.
SECONDS_WITHOUT_PROGRESS = 60.0
SECONDS_TO_SETTLE = 400.0
TARGETS = ["tantam-web", "tantam-worker", "tantam-smtp", "postgres", "backend"] * 3


@pytest.fixture
def seed() -> int:
    """Set TANTAM_KILL_SEED to see the same choices again; moments differ still."""
    chosen = int(os.environ.get("TANTAM_KILL_SEED", "0")) or int(time.time())
    print(f"seed {chosen}")  # noqa: T201 - pytest shows it where the test fails
    return chosen


@pytest.fixture
def place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="tantam-kill-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_nothing_is_lost_and_nothing_is_sent_twice_whatever_is_killed(place: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311
    sink = Sink(Random(seed + 1))  # noqa: S311
    carrier = Carrier(Random(seed + 2))  # noqa: S311
    with sinking(sink) as port, carrying(carrier) as carrier_port:
        product = Product(place / "data", sink_port=port, carrier_port=carrier_port)
        try:
            product.await_running()
            customers, agents, killed = _let_happen(product, sink, carrier, random)
            assert _has_settled(product), product.tell(product.leftovers())
            found = _reckon(product, sink)
        except BaseException:
            print(product.log.read_text()[-6000:])  # noqa: T201
            raise
        finally:
            product.stop()
    print(killed, customers.tries, len(agents.accepted), len(agents.unknown), agents.refused, found["states"])  # noqa: T201
    print(carrier.told, {end: len(keys) for end, keys in found["calls"].items() if end != "begun"})  # noqa: T201
    assert killed.total() >= 8
    _judge_inbound(found, customers)
    _judge_outbound(found, sink, agents)
    _judge_calls(found, carrier)
    assert (found["deliveries"], found["broken_seals"], found["incidents"]) == (0, [], [])
    assert found["sealed"] >= found["cases"]


def _has_settled(product: Product) -> bool:
    """Wait until nothing is left to be done, as long as it gets less."""
    least, end = sys.maxsize, time.monotonic() + SECONDS_TO_SETTLE
    progress = time.monotonic()
    while (now := time.monotonic()) < min(end, progress + SECONDS_WITHOUT_PROGRESS):
        waiting = product.waiting()
        if waiting == (0, 0, 0, 0, 0):
            return True
        if 0 <= sum(waiting[:4]) < least:
            least, progress = sum(waiting[:4]), now
        time.sleep(0.2)
    return False


def _reckon(product: Product, sink: Sink) -> dict[str, Any]:
    """What is there, at a moment when nothing is on its way: what the server put off comes due again and again, and
    would leave just while it is counted."""
    sink.is_closed = True
    for _ in range(5):
        found = product.reckon()
        if not found["states"].get("attempting"):
            break
    return found


def _let_happen(
    product: Product, sink: Sink, carrier: Carrier, random: Random
) -> tuple[Customers, Agents, Counter[str]]:
    session = product.inside("prepare")
    customers = Customers(product.smtp_port)
    agents = Agents(product.web_port, session, product.url)
    stopping = threading.Event()
    desk = threading.Thread(target=agents.answer_until, args=[stopping], kwargs={"pause": 0.4}, daemon=True)
    sink.kill = carrier.kill = lambda: product.kill("tantam-worker")
    begun = time.monotonic()
    letters = mails(MAILS, random=random)
    threads = customers.send_all(letters, at_once=4, until=begun + 60, pause=0.35)
    desk.start()
    killed = _kill(product, random, until=begun + SECONDS_OF_KILLING)
    sink.kills_left = carrier.kills_left = 0
    for thread in threads:
        thread.join(60)
    stopping.set()
    desk.join(15)
    assert len(customers.taken) == MAILS, "the product did not come back"
    return customers, agents, killed


def _kill(product: Product, random: Random, *, until: float) -> Counter[str]:
    killed: Counter[str] = Counter()
    order = random.sample(TARGETS, len(TARGETS))
    while time.monotonic() < until and order:
        time.sleep(random.uniform(0.5, 2.0))
        part = order.pop()
        killed[part] += product.kill(part)
    return killed


def _judge_inbound(found: dict[str, Any], customers: Customers) -> None:
    """Each mail that got its 250 is one message, in one case if a person wrote it; nothing else is there."""
    count = Counter(external_id for external_id, _, _ in found["inbound"])
    assert {message_id: count[message_id] for message_id in customers.taken} == dict.fromkeys(customers.taken, 1)
    assert set(count) <= set(customers.taken)
    stands = {external_id: entries for external_id, _, entries in found["inbound"]}
    by_people = [message_id for message_id, letter in customers.taken.items() if letter.is_by_person]
    assert {message_id: stands[message_id] for message_id in by_people} == dict.fromkeys(by_people, 1)
    assert found["cases"] == len(by_people)
    assert found["arrivals"].keys() <= {"read", "duplicate"}


def _judge_outbound(found: dict[str, Any], sink: Sink, agents: Agents) -> None:
    """Each message is unsent, sent or uncertain; the server at the other end saw none twice and all that were sent."""
    states = Counter(state for _, _, _, state in found["outbound"])
    assert sum(states[state] for state in ("queued", "sent", "uncertain")) == len(found["outbound"])
    ids = {external_id: state for external_id, _, _, state in found["outbound"]}
    assert {message_id for message_id, times in sink.seen.items() if times > 1} == set()
    assert set(sink.seen) <= set(ids)
    assert {message_id for message_id, state in ids.items() if state == "sent"} <= set(sink.seen)
    assert {ids[message_id] for message_id in sink.seen} <= {"sent", "uncertain"}
    texts = Counter(text.strip() for _, nature, text, _ in found["outbound"] if nature == "person")
    texts += Counter(text.strip() for text, why in found["held"] if why != "fault")  # kept, and its writer told
    assert {text: texts[text] for text in agents.accepted} == dict.fromkeys(agents.accepted, 1)
    assert all(texts[text] <= 1 for text in agents.unknown)
    acknowledged = sum(nature == "acknowledgement" for _, nature, _, _ in found["outbound"])
    assert acknowledged == found["cases"]
    assert agents.accepted, (len(agents.unknown), agents.refused)


def _judge_calls(found: dict[str, Any], carrier: Carrier) -> None:
    """For each ticket one call was to be made: it is unsent, sent or uncertain; the other side was asked no more than
    once with any key, and all that it was asked stands as sent or as uncertain."""
    calls = found["calls"]
    ends = [*calls["sent"], *calls["uncertain"], *calls["unsent"]]
    assert (calls["begun"], len(ends), len(set(ends))) == (found["cases"],) * 3
    assert {key for key, times in carrier.asked.items() if times > 1} == set()
    assert set(calls["sent"]) <= set(carrier.asked) <= {*calls["sent"], *calls["uncertain"]}
    assert not set(calls["unsent"]) & set(carrier.asked)
    assert calls["sent"]
    assert carrier.killed, "no caller was killed in the middle of its answer"
    assert carrier.killed <= set(calls["uncertain"])
