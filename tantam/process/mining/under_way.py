"""What is drawn up to here: the net of a case that still runs."""

from __future__ import annotations

from dataclasses import replace

from tantam.process.mining.net import Net, Transition


def open_ended(net: Net) -> Net:
    """The net of everything that may have been done so far: each run of it is the beginning of a run of `net`.

    Silent transitions take tokens away one by one, so that a run may be over anywhere; since tokens only ever enable,
    taking one away early allows nothing that taking it away at the end would not.
    """
    places = {place for one in net.transitions for place in (*one.takes, *one.gives)} | set(net.initial)
    ends = tuple(Transition(takes=(place,), gives=()) for place in sorted(places))
    return replace(net, transitions=(*net.transitions, *ends), final=())
