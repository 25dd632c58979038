"""Tận Tâm: customer care that runs on the process you drew."""

__version__ = "0.1.0"
