"""Scopes made whole: how they begin, end, are stopped, and how events beside them come.

After Dijkman, Dumas and Ouyang (Semantics and analysis of business process models in BPMN, 2008). Their mapping wants
one token in a sub-process that can be interrupted; for several we add three places: `at` (it is active), `room` (how
many more tokens it may hold; full again when the last is gone) and `run` (all in it may move; taken when it is stopped,
so that the rest can be cleared away).
"""

from __future__ import annotations

from tantam.process.mining.net import Net, Transition, reduced
from tantam.process.mining.sketch import MOST_BESIDE, ROOT, Beside, Move, Scope, Sketch, Stop

#: More tokens at once than this are not taken to be in one scope.
MOST_TOKENS = 60


def finished(sketch: Sketch, *, hidden: frozenset[str]) -> Net:
    """The net of a sketch."""
    whole = _Whole(sketch)
    initial = whole.build()
    net = Net(
        places=tuple(place.name for place in sketch.places),
        transitions=tuple(
            Transition(tuple(move.takes), tuple(move.gives), move.label, move.node) for move in sketch.moves
        ),
        initial=tuple(initial),
        final=tuple(whole.capacity()),
        hidden=hidden,
        approximations=tuple(sketch.approximations.values()),
    )
    return reduced(net)


class _Whole:
    def __init__(self, sketch: Sketch) -> None:
        self.sketch = sketch
        self.at: dict[int, int] = {}
        self.run: dict[int, int] = {}
        self.room: dict[int, int] = {}
        self.size: dict[int, int] = {}
        self.pending: list[tuple[int, set[int]]] = []

    def build(self) -> list[int]:
        """Draw everything that the scopes need; returns what is marked at first."""
        sketch = self.sketch
        self._open_several()
        for beside in [one for scope in sketch.scopes for one in scope.beside if one.most > 1]:
            self._let_repeat(beside)
        for scope in sketch.scopes:
            self._events_beside(scope)
        for scope in sketch.scopes:
            if scope.index not in self.at:
                self._one_at_a_time(scope)
        plain = list(sketch.moves)
        self._measure(plain)
        for index in self.at:
            self._close(sketch.scopes[index])
        self._count(plain)
        self._let_run()
        self._hold_back()
        return [*self._initial(), *self.capacity()]

    def _open_several(self) -> None:
        for scope in reversed(self.sketch.scopes):  # from the inside out
            scope.is_several = self._is_several(scope)
        for scope in self.sketch.scopes:
            if scope.is_several and (scope.index != ROOT or scope.stops or scope.beside):
                self._open(scope)

    def capacity(self) -> list[int]:
        """What says how many events may still wait to be seen to: as at first, so at the end."""
        return [place for place, _ in self.pending for _ in range(MOST_BESIDE)]

    def _let_repeat(self, beside: Beside) -> None:
        """An event may come again and again where each must be seen to by a visible step: only so many then wait at
        once. Otherwise so many come at all, for the search would else pile up what costs nothing."""
        waiting = self._until_visible(beside.gives)
        node = self.sketch.places[beside.armed].name.partition("@")[2]
        if waiting is None:
            self.sketch.approximate("repeated_event", node, most=beside.most)
            return
        beside.most = 0
        self.sketch.approximate("waiting_events", node, most=MOST_BESIDE)
        self.pending.append((self.sketch.memory(f"waiting@{node}", ROOT), waiting))

    def _until_visible(self, place: int) -> set[int] | None:
        """Where a token may stand before the first visible step takes it; None where it may become several before."""
        found, looking = {place}, [place]
        while looking:
            here = looking.pop()
            further = self._silently_from(here)
            if further is None:
                return None
            looking += [one for one in further if one not in found]
            found.update(further)
        return found

    def _silently_from(self, place: int) -> list[int] | None:
        found: list[int] = []
        for move in self.sketch.moves:
            if place in move.takes and not move.label and move.gives:
                if len(move.takes) != 1 or len(move.gives) != 1:
                    return None
                found += move.gives
        for scope in self.sketch.scopes:
            if scope.work == place:
                if len(scope.begins) != 1:
                    return None
                found += scope.begins
        return found

    def _hold_back(self) -> None:
        """What comes to where events wait takes of the capacity, what leaves gives it back."""
        for capacity, waiting in self.pending:
            for move in self.sketch.moves:
                adds = sum(place in waiting for place in move.gives) - sum(place in waiting for place in move.takes)
                move.takes += [capacity] * adds
                move.gives += [capacity] * -adds

    def _is_several(self, scope: Scope) -> bool:
        sketch = self.sketch
        if len(scope.begins) != 1 or any(sketch.scopes[child].is_several for child in scope.children):
            return True
        if any(beside.is_inside for beside in scope.beside):
            return True
        if any(not beside.is_inside for child in scope.children for beside in sketch.scopes[child].beside):
            return True
        return any(
            self._positions(move.gives) != self._positions(move.takes)
            for move in sketch.moves
            if move.scope == scope.index
        )

    def _positions(self, places: list[int]) -> int:
        return sum(self.sketch.places[place].is_position for place in places)

    def _open(self, scope: Scope) -> None:
        """The places of a scope that may hold several tokens."""
        sketch = self.sketch
        parent = scope.parent
        name = scope.name
        self.at[scope.index] = (
            sketch.place(f"at@{name}", parent) if parent >= 0 else sketch.memory(f"at@{name}", scope.index)
        )
        self.room[scope.index] = sketch.memory(f"room@{name}", scope.index)
        if scope.stops:
            self.run[scope.index] = sketch.memory(f"run@{name}", scope.index)

    def _events_beside(self, scope: Scope) -> None:
        """Events that come while the scope is active: as often as they are armed."""
        for beside in scope.beside:
            if beside.most:
                self.sketch.move([beside.armed], [beside.spent], scope=beside.scope)
            if scope.index in self.at:
                self._beside(beside, self.at[scope.index])
            else:
                for place in self.sketch.positions(scope.index):
                    self._beside(beside, place)

    def _beside(self, beside: Beside, while_at: int) -> None:
        armed, spent = ([beside.armed], [beside.spent]) if beside.most else ([], [])
        self.sketch.move([while_at, *armed], [while_at, *spent, beside.gives], scope=beside.scope)

    def _one_at_a_time(self, scope: Scope) -> None:
        """A scope with one token, or the process itself where nothing stops it: ends and stops take the token."""
        sketch = self.sketch
        for place, node in scope.ends:
            sketch.move([place], self._after(scope), scope=scope.index, node=node)
        if scope.parent >= 0:
            armed = [beside.armed for beside in scope.beside for _ in range(beside.most)]
            sketch.move([scope.work], [*scope.begins, *armed], scope=scope.parent)
        for stop in scope.stops:
            gives = self._after(scope) if stop.kind == "done" else list(stop.gives)
            spent = _spent(scope) if stop.kind == "out" else []
            for place in stop.takes or sketch.waiting(scope.index, but=stop.handler):
                sketch.move([place, *spent], gives, scope=scope.index, node=stop.node)

    def _after(self, scope: Scope) -> list[int]:
        """Where its last token goes. Of a scope with events beside it, by way of what was not used of them."""
        if scope.parent < 0:
            return []
        if not scope.beside:
            return [scope.after]
        done = self.sketch.place(f"done@{scope.name}", scope.parent)
        self.sketch.move([done, *_spent(scope)], [scope.after], scope=scope.parent)
        return [done]

    def _measure(self, moves: list[Move]) -> None:
        """How many tokens each counted scope may hold: those it begins with, and what each of its moves adds once."""
        for index in self.room:
            most = max(1, len(self.sketch.scopes[index].begins))
            most += sum(max(0, self._adds(move, index)) for move in moves)
            if most > MOST_TOKENS:
                self.sketch.approximate("token_limit", self.sketch.scopes[index].name, most=MOST_TOKENS)
            self.size[index] = min(MOST_TOKENS, most)

    def _adds(self, move: Move, scope: int) -> int:
        counted = self._counted
        return sum(counted(place) == scope for place in move.gives) - sum(
            counted(place) == scope for place in move.takes
        )

    def _counted(self, place: int) -> int:
        """The scope whose tokens those of a place are: the nearest that counts (-1: none does)."""
        found = self.sketch.places[place]
        if not found.is_position:
            return -1
        return next((index for index in self.sketch.around(found.scope) if index in self.room), -1)

    def _close(self, scope: Scope) -> None:
        """How a counted scope begins, ends with its last token, and is stopped."""
        sketch, index = self.sketch, scope.index
        full = [self.room[index]] * self.size[index]
        own = frozenset((index,))
        run = self._run_of(index)
        after = [scope.after] if scope.parent >= 0 else []
        around = scope.parent if scope.parent >= 0 else ROOT
        if scope.parent >= 0:
            armed = [beside.armed for beside in scope.beside for _ in range(beside.most)]
            room = full[len(scope.begins) :]
            sketch.move([scope.work], [self.at[index], *scope.begins, *run, *room, *armed], scope=around, own=own)
        whole = [self.at[index], *full, *_spent(scope)]
        sketch.move([*whole, *run], after, scope=around, own=own)
        for place, node in scope.ends:
            sketch.move([place], [self.room[index]], scope=index, node=node, own=own)
        for number, stop in enumerate(scope.stops):
            self._stop(scope, stop, number=number, whole=whole, full=full)

    def _stop(self, scope: Scope, stop: Stop, *, number: int, whole: list[int], full: list[int]) -> None:
        sketch, index = self.sketch, scope.index
        own = frozenset((index,))
        stopping = sketch.memory(f"stop{number}@{scope.name}", index)
        run = self.run[index]
        if stop.takes:
            sketch.approximate("late_end", stop.node)
        for place in stop.takes:
            room = [self.room[index]] if self._counted(place) == index else []
            sketch.move([place, run], [stopping, *room], scope=sketch.places[place].scope, own=own, node=stop.node)
        for place in () if stop.takes else sketch.waiting(index, but=stop.handler):
            sketch.move([place, run], [place, stopping], scope=index, own=own, node=stop.node)
        self._clear(scope, stopping)
        around = scope.parent if scope.parent >= 0 else ROOT
        if stop.kind == "in":
            sketch.move([stopping, *full], [run, *stop.gives, *full[1:]], scope=index, own=own)
        elif stop.kind == "out":
            sketch.move([stopping, *whole], list(stop.gives), scope=around, own=own)
        else:
            after = [scope.after] if scope.parent >= 0 else []
            sketch.move([stopping, *whole], after, scope=around, own=own)

    def _clear(self, scope: Scope, stopping: int) -> None:
        """Clear a scope that was stopped: each token in it makes room; what inner scopes counted goes with them."""
        sketch, own = self.sketch, frozenset((scope.index,))
        inside = set(sketch.under(scope.index))
        for index in inside - {scope.index}:
            for beside in [one for one in sketch.scopes[index].beside if one.most]:
                sketch.move([stopping, beside.armed], [stopping, beside.spent], scope=scope.index, own=own)
        for number, place in enumerate(sketch.places):
            if place.scope in inside and place.is_position:
                counted = self._counted(number)
                takes = [stopping, number, *self._held_with(number, counted)]
                sketch.move(takes, [stopping, self.room[counted]], scope=scope.index, own=own)

    def _held_with(self, place: int, counted: int) -> list[int]:
        """What goes with a token: of the uncounted scopes around it what they remember, and all of a counted scope
        that is as good as empty."""
        inner = next((index for index, at in self.at.items() if at == place), -1)
        found = [*([self.room[inner]] * self.size[inner]), *self._run_of(inner)] if inner >= 0 else []
        found += _spent(self.sketch.scopes[inner]) if inner >= 0 else []
        for index in self.sketch.around(self.sketch.places[place].scope):
            if index == counted:
                break
            found += _spent(self.sketch.scopes[index])
        return found

    def _run_of(self, scope: int) -> list[int]:
        return [self.run[scope]] if scope in self.run else []

    def _count(self, moves: list[Move]) -> None:
        """Every plain move takes room for what it adds to a scope, and gives it back for what it takes out."""
        for move in moves:
            for index, room in self.room.items():
                if index in move.own:
                    continue
                adds = self._adds(move, index)
                move.takes += [room] * adds
                move.gives += [room] * -adds

    def _let_run(self) -> None:
        """Nothing moves in a scope that is being stopped."""
        for move in self.sketch.moves:
            for index in self.sketch.around(move.scope):
                if index in self.run and index not in move.own:
                    move.takes.append(self.run[index])
                    move.gives.append(self.run[index])

    def _initial(self) -> list[int]:
        root = self.sketch.scopes[ROOT]
        marked = list(root.begins)
        marked += [beside.armed for beside in root.beside for _ in range(beside.most)]
        if ROOT in self.at:
            marked.append(self.at[ROOT])
            marked += [self.room[ROOT]] * (self.size[ROOT] - len(root.begins))
            marked += self._run_of(ROOT)
        return marked


def _spent(scope: Scope) -> list[int]:
    return [beside.spent for beside in scope.beside for _ in range(beside.most)]
