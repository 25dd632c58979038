"""The pure engine: a BPMN diagram is read, checked, compiled once, and run step by step.

No Django, no clock of its own, no network: time, case data and effects are passed in.
"""
