"""The engine: pure Python, no Django, no clock of its own, no network."""
