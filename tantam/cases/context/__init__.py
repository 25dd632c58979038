"""From rows to what the desk's pages show: formatted once, in Python, so that templates only place it."""
