"""Trying a process before it is published: one case walked through by hand, or many run against the clock.

Pure: nothing is stored and nothing leaves; the clock is virtual, actions are only told of.
"""
