"""The 600 invented customers: the people of the ten conversations first, then the rest of each segment."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from tantam.core.values.identifiers import customer_code
from tantam.core.values.text import fold
from tantam.demo.content import read
from tantam.demo.content.people import MAIL_DOMAINS, Address, address, company, person, phone, plate

SEED = 2026
LAPSE_REASONS = (
    ("workshop_wait", 27),
    ("price", 14),
    ("moved", 9),
    ("sold_vehicle", 8),
    ("attitude", 5),
    ("unknown", 5),
)
HANDED_OVER_BY_THU = 41

_GOODS = (
    ("Xe máy điện Lộc Vừng S", "Electric scooter Lộc Vừng S", 24_900_000),
    ("Xe máy điện Thuận An 2", "Electric scooter Thuận An 2", 18_500_000),
    ("Xe đạp trợ lực Mộc", "Pedal-assist bicycle Mộc", 12_900_000),
    ("Mũ bảo hiểm 3/4", "3/4 helmet", 690_000),
    ("Mũ bảo hiểm nửa đầu", "Half-face helmet", 390_000),
    ("Bộ sạc nhanh 48V", "48 V fast charger", 1_290_000),
    ("Áo mưa bộ", "Rain suit", 320_000),
    ("Má phanh trước", "Front brake pads", 180_000),
    ("Găng tay đi đường", "Riding gloves", 250_000),
)
"""Goods as (Vietnamese, English, price in đồng); the first three are vehicles."""

_NOTES = (
    {"vi": "chỉ nhắn Zalo, không gọi giờ hành chính", "en": "Zalo only, no calls in office hours"},
    {"vi": "gọi sau 18 giờ", "en": "call after 18:00"},
    {"vi": "giao hàng để ở quầy bảo vệ", "en": "leave deliveries with the guard"},
    {"vi": "hay đi công tác, hỏi trước khi giao", "en": "often travels, ask before delivering"},
    {"vi": "thích nói rõ giá trước khi sửa", "en": "wants the price clear before any repair"},
)


@dataclass(frozen=True)
class Order:
    """A purchase; a vehicle in it is named by its place in `Customer.vehicles`."""

    code: str
    on: date
    item: dict[str, str]
    quantity: int
    total_vnd: int
    channel: str
    is_cash_on_delivery: bool
    was_refused: bool = False


@dataclass(frozen=True)
class Vehicle:
    """A vehicle of a customer, with its plate (`""` for bicycles), frame number and the last known mileage."""

    model: str
    plate: str
    frame: str
    bought_on: date
    odometer_km: int
    warranty_until: date


@dataclass(frozen=True)
class Customer:
    """An invented customer. `form` is the key of the pair of address, `phone` E.164, `owner` an agent's key."""

    index: int
    name: str
    kind: str
    segment: str
    form: str
    phone: str
    email: str
    address: Address
    owner: str
    birthday: date | None = None
    anniversary: date | None = None
    tax_code: str = ""
    contact: str = ""
    notes: tuple[dict[str, str], ...] = ()
    orders: tuple[Order, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    workshop_visits: tuple[date, ...] = ()
    last_csat: int | None = None
    lapse_reason: str = ""
    was_thus: bool = False
    conversation: int | None = None

    @property
    def code(self) -> str:
        """`KH000001`."""
        return customer_code(self.index + 1)

    @property
    def refused_deliveries(self) -> int:
        """How often a cash-on-delivery order was refused."""
        return sum(order.was_refused for order in self.orders)

    def revenue_vnd(self, *, since: date) -> int:
        """What was paid for orders since a day, in đồng."""
        return sum(order.total_vnd for order in self.orders if order.on >= since and not order.was_refused)


def customers(*, today: date, seed: int = SEED) -> list[Customer]:
    """The 600 customers as they stand on a day; the same for the same day and seed."""
    random = Random(seed)  # noqa: S311 (invented data)
    counts = {segment["key"]: segment["count"] for segment in read("segments")["segments"]}
    made = [_of_conversation(entry, today=today, random=random) for entry in read("conversations")["conversations"]]
    for customer in made:
        counts[customer.segment] -= 1
    wanted = [key for key, count in counts.items() for _ in range(count)]
    made += [_invented(segment, len(made) + place, today=today, random=random) for place, segment in enumerate(wanted)]
    return list(_with_stories(made, today=today, random=random))


def _with_stories(made: list[Customer], *, today: date, random: Random) -> Iterator[Customer]:
    """Today's birthday and anniversary, why the lapsed left, and whom Thư looked after."""
    reasons = [reason for reason, count in LAPSE_REASONS for _ in range(count)]
    random.shuffle(reasons)
    first_vip = next(one.index for one in made if one.segment == "vip" and one.conversation is None)
    first_dealer = next(one.index for one in made if one.segment == "wholesale" and one.conversation is None)
    thus = {one.index for one in made if one.segment == "regular" and one.conversation is None}
    thus = set(sorted(thus)[:HANDED_OVER_BY_THU])
    for one in made:
        if one.segment == "lapsed":
            yield replace(one, lapse_reason=reasons.pop())
        elif one.index == first_vip:
            yield replace(one, birthday=_years_ago(today, 41))
        elif one.index == first_dealer:
            yield replace(one, name="Đại lý Xe điện Bờ Đê", anniversary=_years_ago(today, 5))
        else:
            yield replace(one, was_thus=one.index in thus)


def _years_ago(today: date, years: int) -> date:
    is_leap_day = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year - years, day=28 if is_leap_day else today.day)


def _other_day(today: date, *, years: int, random: Random) -> date:
    """A day some years ago that has no anniversary today."""
    day = _years_ago(today, years) + timedelta(days=random.randrange(3, 360))
    return day + timedelta(days=2) if (day.month, day.day) == (today.month, today.day) else day


def _of_conversation(entry: dict[str, Any], *, today: date, random: Random) -> Customer:
    who = entry["customer"]
    customer = Customer(
        index=entry["number"] - 1,
        name=who["name"],
        kind=who["kind"],
        segment=who["segment"],
        form=who["form"],
        phone=who["phone"],
        email=who["email"],
        address=replace(address(random), commune=who["commune"], province=who["province"]),
        owner=_owner(who["segment"]),
        birthday=_other_day(today, years=who["age"], random=random) if "age" in who else None,
        tax_code=who.get("tax_code", ""),
        contact=who.get("contact", {}).get("name", who.get("company", "")),
        notes=tuple(who["notes"]),
        last_csat=who.get("last_csat"),
        conversation=entry["number"],
    )
    bought = _history_of(customer, today=today, random=random)
    if "plate" in who:
        km = who.get("odometer_km", 6200)
        vehicle = _vehicle(today - timedelta(days=300), "Xe máy điện Lộc Vừng S", random=random)
        bought = replace(bought, vehicles=(replace(vehicle, plate=who["plate"], odometer_km=km),))
    if "order" in entry:
        order = Order(entry["order"], today - timedelta(days=3), _item(3), 1, _GOODS[3][2], "web", True)
        bought = replace(bought, orders=(order,))
    return bought


def _owner(segment: str) -> str:
    return {"vip": "quynh", "wholesale": "quynh", "unhappy": "nhat", "internal": "uyen"}.get(segment, "khoi")


def _invented(segment: str, index: int, *, today: date, random: Random) -> Customer:
    name, sex = person(random)
    age = random.choices((22, 30, 38, 47, 58, 69), (18, 28, 24, 15, 9, 6))[0]
    customer = Customer(
        index=index,
        name=name,
        kind="individual",
        segment=segment,
        form=_form(sex, age=age),
        phone=phone(random),
        email=f"{fold(name).replace(' ', '.')}.{index}@{random.choice(MAIL_DOMAINS)}" if random.random() < 0.35 else "",
        address=address(random),
        owner=_owner(segment),
        birthday=_other_day(today, years=age, random=random) if random.random() < 0.6 else None,
        notes=(random.choice(_NOTES),) if random.random() < 0.12 else (),
        last_csat=_csat(segment, random=random),
    )
    if segment == "wholesale":
        customer = _as_company(customer, today=today, random=random)
    if segment == "internal":
        customer = replace(
            customer, name=f"Cửa hàng {'Cầu Giấy' if index % 2 else 'Hà Đông'}", kind="company", email=""
        )
    return _history_of(customer, today=today, random=random)


def _form(sex: str, *, age: int) -> str:
    if age >= 58:
        return "bác/cháu"
    if age >= 47:
        return "cô/cháu" if sex == "female" else "chú/cháu"
    if age <= 22:
        return "bạn/mình"
    return "chị/em" if sex == "female" else "anh/em"


def _csat(segment: str, *, random: Random) -> int | None:
    if segment == "unhappy":
        return random.choice((1, 2))
    if segment in {"loyal", "vip"}:
        return random.choice((4, 5, 5))
    return random.choices((None, 3, 4, 5), (45, 5, 20, 30))[0] if segment != "prospect" else None


def _as_company(customer: Customer, *, today: date, random: Random) -> Customer:
    """A company with a tax code whose check digit is wrong on purpose, so that it is nobody's."""
    return replace(
        customer,
        name=company(random, number=customer.index),
        contact=customer.name,
        kind="company",
        form="Quý Công ty/chúng tôi",
        birthday=None,
        email=f"lienhe.{customer.index}@{random.choice(MAIL_DOMAINS)}",
        tax_code=f"0100000{customer.index:03}"[:9] + _wrong_digit(f"0100000{customer.index:03}"[:9]),
        anniversary=_other_day(today, years=random.randrange(3, 15), random=random),
    )


def _wrong_digit(nine: str) -> str:
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    right = 10 - sum(int(digit) * weight for digit, weight in zip(nine, weights, strict=True)) % 11
    return str((right + 1) % 10)


def _history_of(customer: Customer, *, today: date, random: Random) -> Customer:
    """The customer with the purchases, vehicles and workshop visits that put them in their segment."""
    days = _days_of(customer.segment, random=random)
    orders = []
    for place, ago in enumerate(days):
        buys_scooters = customer.segment in {"vip", "wholesale"} and place > 0
        kind = 0 if buys_scooters else random.choices(range(9), (9, 8, 9, 20, 14, 14, 12, 9, 5))[0]
        orders.append(_order(customer, place, today - timedelta(days=ago), kind, random=random))
    vehicles = tuple(
        _vehicle(order.on, order.item["vi"], random=random) for order in orders if order.item["vi"].startswith("Xe")
    )
    visits = tuple(
        sorted(
            day for ago in days if (day := today - timedelta(days=max(1, ago - random.randrange(10, 60)))) and vehicles
        )
    )
    if customer.segment == "lapsed":
        visits = tuple(day for day in visits if (today - day).days > 280)
    return replace(customer, orders=tuple(orders), vehicles=vehicles, workshop_visits=visits)


def _days_of(segment: str, *, random: Random) -> list[int]:
    """How many days ago the orders of a customer of a segment were placed, the oldest first."""
    ranges = {
        "new": [(2, 58)],
        "regular": [(20, 170), (171, 350)],
        "loyal": [(10, 90), (100, 300), (310, 500), (510, 700)],
        "vip": [(15, 100), (110, 200), (210, 350), (400, 600)],
        "wholesale": [(10, 90), (100, 200), (210, 350)],
        "unhappy": [(15, 80), (120, 300)],
        "lapsed": [(281, 420), (430, 700)],
    }
    return sorted((random.randint(first, last) for first, last in ranges.get(segment, [])), reverse=True)


def _order(customer: Customer, place: int, on: date, kind: int, *, random: Random) -> Order:
    quantity = random.randrange(2, 6) if customer.segment == "wholesale" else 1
    channel = random.choices(("counter", "web", "zalo", "facebook"), (40, 25, 22, 13))[0]
    by_cash = channel != "counter" and random.random() < 0.6 and kind > 2
    was_refused = by_cash and customer.segment == "regular" and place > 0 and random.random() < 0.05
    code = f"TL-{20000 + customer.index * 5 + place}"
    return Order(code, on, _item(kind), quantity, quantity * _GOODS[kind][2], channel, by_cash, was_refused)


def _item(kind: int) -> dict[str, str]:
    return {"vi": _GOODS[kind][0], "en": _GOODS[kind][1]}


def _vehicle(bought_on: date, model: str, *, random: Random) -> Vehicle:
    is_bicycle = "đạp" in model
    return Vehicle(
        model=model,
        plate="" if is_bicycle else plate(random),
        frame=f"TL{bought_on:%y%m}{random.randrange(10**6):06}",
        bought_on=bought_on,
        odometer_km=random.randrange(100, 9000),
        warranty_until=bought_on + timedelta(days=365 if is_bicycle else 1095),
    )
