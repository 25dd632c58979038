"""How values are shown: pure functions, no Django."""
