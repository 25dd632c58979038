"""The doors of the process room."""
