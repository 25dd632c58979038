"""Random drawings without any structure: whatever may run, however senseless, in every combination."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tantam.process.engine.tests.drawing import COMPENSATE, Drawing, after, cycle, instances, loop, when

TERMINATE = "<b:terminateEventDefinition/>"
CANCEL = "<b:cancelEventDefinition/>"
NAMES = ("x", "y")


class Wild:
    """Draws at random; most of it can be published, not all."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311
        self.drawing = Drawing()
        self.count = 0
        self._body(depth=0, in_transaction=False)

    def _name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def _maybe(self, share: float) -> bool:
        return self.random.random() < share

    def _body(self, *, depth: int, in_transaction: bool, start: str = "") -> None:
        """Nodes of one container, and flows between them at random."""
        begin = start or self.drawing.start(self._name("s"))
        nodes = [self._node(depth=depth) for _ in range(self.random.randint(2, 6))]
        targets = [node for node in nodes if node[0] != "b"]
        reached = [begin]
        for node in targets:
            self._flow(self.random.choice(reached), node)
            reached.append(node)
        for _ in range(self.random.randint(0, 4)):
            self._flow(self.random.choice(reached), self.random.choice(targets))
        for _ in range(self.random.randint(1, 2)):
            end = self.drawing.end(self._name("e"), event=self._end(in_transaction=in_transaction))
            self._flow(self.random.choice(reached), end)
        for node in nodes:
            if node[0] in "upm" and self._maybe(0.5):
                self._boundary(node, targets)
        if depth and self._maybe(0.4):
            self._handler(depth=depth)

    def _flow(self, source: str, target: str) -> None:
        condition = self._condition() if source[0] in "giux" and self._maybe(0.4) else ""
        if source[0] == "v" and (
            target[0] != "c" or any(f'targetRef="{target}"' in line for line in self.drawing.lines)
        ):
            return
        self.drawing.flow(source, target, condition=condition, name=self._name("f"))

    def _condition(self) -> str:
        return f"a {self.random.choice(('=', '!=', '>'))} {self.random.randint(0, 2)}"

    def _node(self, *, depth: int) -> str:
        kinds: list[Callable[[int], str]] = [
            self._task,
            self._task,
            self._gateway,
            self._catch,
            self._throw,
            self._auto,
        ]
        if depth < 2:
            kinds += [self._inside, self._inside]
        return self.random.choice(kinds)(depth)

    def _marker(self) -> str:
        return self.random.choice((
            loop(self._condition(), maximum=3, before=self._maybe(0.5)),
            instances(str(self.random.randint(0, 3)), sequential=self._maybe(0.5)),
            instances("3", done="numberOfCompletedInstances >= 2", behavior="None"),
        ))  # fmt: skip

    def _task(self, _: int) -> str:
        name = self._name("u")
        quantity = (
            {"startQuantity": "2"} if self._maybe(0.1) else {"completionQuantity": "2"} if self._maybe(0.1) else {}
        )
        self.drawing.add("userTask", name, inner=self._marker() if self._maybe(0.25) else "", **quantity)
        if self._maybe(0.25):
            self.drawing.undone_by(name, f"h{name}")
        return name

    def _auto(self, _: int) -> str:
        return self.drawing.add("task", self._name("a"))

    def _gateway(self, _: int) -> str:
        kind = self.random.choice(("parallel", "inclusive", "inclusive", "complex", "exclusive"))
        if kind == "complex":
            count = self.random.randint(1, 2)
            rule = f"<b:activationCondition>activationCount &gt;= {count}</b:activationCondition>"
            return self.drawing.add("complexGateway", self._name("x"), inner=rule)
        return self.drawing.gateway(self._name({"parallel": "p", "inclusive": "i", "exclusive": "g"}[kind] + "g"), kind)

    def _event(self) -> str:
        name = self.random.choice(NAMES)
        return self.random.choice((
            after("PT1H"), self.drawing.message(name), self.drawing.signal(name), when(self._condition()),
            self.drawing.message(name) + self.drawing.signal(name),
        ))  # fmt: skip

    def _catch(self, _: int) -> str:
        name = self._name("c")
        several = str(self._maybe(0.5)).lower()
        return self.drawing.add("intermediateCatchEvent", name, inner=self._event(), parallelMultiple=several)

    def _throw(self, _: int) -> str:
        name = self.random.choice(NAMES)
        event = self.random.choice(
            (self.drawing.signal(name), self.drawing.escalation(name), self.drawing.message(name), COMPENSATE)
        )
        return self.drawing.add("intermediateThrowEvent", self._name("t"), inner=event)

    def _end(self, *, in_transaction: bool) -> str:
        name = self.random.choice(NAMES)
        events = ["", "", TERMINATE, COMPENSATE, self.drawing.error(name), self.drawing.escalation(name)]
        return self.random.choice([*events, CANCEL] if in_transaction else events)

    def _inside(self, depth: int) -> str:
        name = self._name("m")
        kind = self.random.choice(("subProcess", "subProcess", "transaction", "adHocSubProcess"))
        with self.drawing.inside(name, kind, self._marker() if self._maybe(0.25) else ""):
            if kind == "adHocSubProcess":
                for _ in range(self.random.randint(1, 3)):
                    self._task(0)
            else:
                self._body(depth=depth + 1, in_transaction=kind == "transaction")
        return name

    def _boundary(self, host: str, targets: list[str]) -> None:
        name = self._name("b")
        is_error = self._maybe(0.3)
        code = self.random.choice((*NAMES, ""))
        event = self.drawing.error(code) if is_error else self.random.choice((
            self._event(), self.drawing.escalation(code), cycle("R2/PT1H"),
        ))  # fmt: skip
        several = str(self._maybe(0.5)).lower()
        interrupting = str(is_error or self._maybe(0.5)).lower()
        self.drawing.add(
            "boundaryEvent", name, inner=event, attachedToRef=host, cancelActivity=interrupting,
            parallelMultiple=several,
        )  # fmt: skip
        self.drawing.flow(name, self.random.choice(targets), name=self._name("f"))

    def _handler(self, *, depth: int) -> None:
        is_error = self._maybe(0.3)
        code = self.random.choice((*NAMES, ""))
        event = self.drawing.error(code) if is_error else self.random.choice((
            self._event(), self.drawing.escalation(code), COMPENSATE,
        ))  # fmt: skip
        with self.drawing.handling(self._name("n"), event, interrupting=is_error or self._maybe(0.5)) as start:
            self._body(depth=depth + 1, in_transaction=False, start=start)
